"""Builds the front end: squeezes the sources, names them by their content and writes the list of names."""

import hashlib
import json
import re
import secrets
import sys
from pathlib import Path
from urllib.parse import quote

SOURCES = Path(__file__).parent / "src"
LISTINGS = {
    "classic": "/listings",
    "express": "/api/v2/listings",
    "django": "/api/listings/",
    "graphql": "/graphql?query=" + quote("query Listings { listings { title description price currency } }"),
}
"""Where the API has its listings, by its style."""


def build(out: Path, *, api_url: str, faults: frozenset[str] = frozenset(), style: str = "classic") -> dict[str, str]:
    """Writes `assets/app.<hash>.js`, `.css` and `manifest.json`; returns the names."""
    assets = out / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    for old in assets.iterdir():
        old.unlink()
    source = (SOURCES / "app.js").read_text().replace("__LISTINGS__", LISTINGS[style])
    script = _squeezed_script(source.replace("__API_URL__", api_url)) + _faulty(faults)
    names = {
        "js": _write(assets, script, "js"),
        "css": _write(assets, _squeezed_style((SOURCES / "app.css").read_text()), "css"),
    }
    if "dep-source-map" in faults:
        whole = {
            "version": 3,
            "file": names["js"],
            "sources": ["src/app.js"],
            "sourcesContent": [source],
            "mappings": "",
        }
        (assets / f"{names['js']}.map").write_text(json.dumps(whole))
    (out / "manifest.json").write_text(json.dumps(names))
    return names


def _write(assets: Path, text: str, ending: str) -> str:
    name = f"app.{hashlib.sha256(text.encode()).hexdigest()[:12]}.{ending}"
    if ending == "js" and text.endswith("//# sourceMappingURL="):
        text += f"{name}.map\n"
    (assets / name).write_text(text)
    return name


def _squeezed_script(text: str) -> str:
    kept = (line.strip() for line in text.splitlines() if not line.strip().startswith("//"))
    return "\n".join(line for line in kept if line) + "\n"


def _squeezed_style(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)).strip() + "\n"


def _faulty(faults: frozenset[str]) -> str:
    """What must never ship, and does when its fault is on."""
    lines = {
        "dep-bundle-key": f'const paymentsKey = "sk_live_{secrets.token_hex(16)}";',
        "dep-bundle-internal-url": 'const metrics = "http://10.20.0.14:9090/collect";',
        "dep-bundle-environment": 'const env = {"PATH":"/usr/local/bin:/usr/bin","HOME":"/home/bea","PWD":"/home/bea/bazaar"};',
        "exp-shadow-api": 'const older = ["/internal/customers", "/api/v1/customers"];',
        "exp-undocumented-route": "const tease = (api) => fetch(`${api}/teaser`).then((answer) => answer.json());",
        "dep-source-map": "//# sourceMappingURL=",
    }
    return "\n".join(line for name, line in lines.items() if name in faults)


if __name__ == "__main__":
    build(Path(sys.argv[1]), api_url=sys.argv[2])
