"""Stage 1, exposure: what can break or leak before anything else changes."""
