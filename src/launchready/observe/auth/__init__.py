"""Sessions, tokens, resets and what browsers of other sites may do."""
