"""Rate-limit rules for the risky routes of one product: one form a file."""
