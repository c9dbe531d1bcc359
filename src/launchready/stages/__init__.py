"""The checks, one a file, by stage."""
