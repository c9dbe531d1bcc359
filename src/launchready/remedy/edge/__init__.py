"""Writers of what mends the edge: one provider a file."""
