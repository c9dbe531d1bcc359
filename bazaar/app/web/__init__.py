"""The front end: pages, and the bundle that they load."""
