"""What must not lie in the open: in a repository, its history, a bundle, another environment."""
