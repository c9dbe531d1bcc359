"""Stage 7, handover: the founder operates without guessing."""
