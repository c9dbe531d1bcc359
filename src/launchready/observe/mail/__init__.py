"""Mail: what DNS says of it, and real messages."""
