"""Where several processes count together."""
