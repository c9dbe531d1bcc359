"""Stage 4, edge: abuse is stopped before it reaches the app or the model bill."""
