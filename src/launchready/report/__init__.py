"""What a reader sees of a run: one format a file, each read from a View."""
