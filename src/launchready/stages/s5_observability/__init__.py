"""Stage 5, observability: know before the support ticket."""
