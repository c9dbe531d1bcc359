"""Turns what a run tried into tests that a product keeps."""
