"""Plants canaries in a product and finds them where they must never appear."""
