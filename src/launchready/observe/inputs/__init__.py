"""What no honest client sends: bodies, files, addresses, events."""
