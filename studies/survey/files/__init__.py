"""What people send: files of answers and codebooks, read, drafted and checked."""
