"""Asking too often."""
