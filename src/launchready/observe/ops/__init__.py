"""Logs, error trackers, flows and commands of the owner."""
