"""Talking to the product's model, in whatever way the product speaks."""
