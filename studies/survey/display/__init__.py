"""What readers get of a published table: charts, words beside them, a sentence to quote, files."""
