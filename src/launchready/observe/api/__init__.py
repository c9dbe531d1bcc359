"""What an API is: its routes, its operations, the kinds of object it keeps, and requests that work."""
