"""Stage 3, deploy: ship without configuration mistakes."""
