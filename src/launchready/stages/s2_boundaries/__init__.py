"""Stage 2, boundaries: only valid users and systems reach sensitive APIs."""
