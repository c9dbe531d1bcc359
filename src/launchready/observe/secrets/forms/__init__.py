"""The forms of secrets that we know ourselves, beside the engine's: one family a file."""
