"""Writers of what a CI runs: one provider a file."""
