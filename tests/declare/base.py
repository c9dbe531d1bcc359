"""A small sound declaration, to which tests add what is wrong, and the mistakes as a reader sees them."""

from datetime import date
from pathlib import Path

from launchready.declare.read import DeclarationError, read_text

TODAY = date(2026, 1, 1)
BASE = """version = 1
[product]
name = "Example"
domain = "example.com"
[consent]
scope = ["example.com", "*.example.com"]
[surface.api]
kind = "api"
url = "https://api.example.com"
[surface.repo]
kind = "repository"
path = "."
[principal.buyer_a]
role = "buyer"
token = "env:BUYER_A"
[owner.backend]
reach = []
"""


def mistakes(text: str) -> list[str]:
    try:
        read_text(text, Path("launch.toml"), TODAY)
    except DeclarationError as error:
        return str(error).splitlines()
    return []
