"""Reads `launch.toml` into a frozen declaration; the only folder that knows pydantic."""
