"""Parses JSON, YAML and TOML into JSON values."""

import json
import tomllib
from typing import cast

from launchready.declare.places import Json


def parse(text: str, suffix: str = "") -> Json:
    """TOML where a file's name ends so, else JSON or YAML; None for what is none of them."""
    if suffix.lower() == ".toml":
        try:
            return cast("Json", json.loads(json.dumps(tomllib.loads(text), default=str)))
        except (ValueError, RecursionError):
            return None
    try:
        return cast("Json", json.loads(text))
    except (ValueError, RecursionError):
        pass
    import yaml  # type: ignore[import-untyped]  # noqa: PLC0415 - slow to import and seldom needed; no types

    try:
        return cast("Json", json.loads(json.dumps(yaml.safe_load(text), default=str)))
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return None
