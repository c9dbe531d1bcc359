"""What a product mounts to mend what an audit finds: pure ASGI and plain Python."""
