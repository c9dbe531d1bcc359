"""Writers of what a cache may keep and what it must not: one form a file."""
