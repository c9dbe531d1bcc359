"""Finds what must never appear: canaries in every encoding."""
