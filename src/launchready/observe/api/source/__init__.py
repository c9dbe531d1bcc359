"""Routes that the source of a product names: read and never run."""
