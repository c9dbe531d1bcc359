"""The commands of the command line, one a file; the file is the name."""
