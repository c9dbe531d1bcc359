"""What stands between a model and what it may do."""
