"""Decides what a run amounts to: waive, rank, decide. Pure."""
