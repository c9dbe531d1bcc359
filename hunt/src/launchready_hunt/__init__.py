"""What must never appear, and finding it: canaries in every encoding, keys, personal data."""
