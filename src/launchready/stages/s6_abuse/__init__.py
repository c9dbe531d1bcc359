"""Stage 6, abuse: what only an AI marketplace suffers."""
