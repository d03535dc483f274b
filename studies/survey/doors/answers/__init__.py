"""The door for answers: files of them and their codebook, read, drafted and checked."""
