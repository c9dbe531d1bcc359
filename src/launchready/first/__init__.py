"""What is done before the first audit: a first launch.toml, and what is missing here or in it."""
