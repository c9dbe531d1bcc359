import pytest

from launchready.stages.s4_edge.asset_is_not_cached import FINGERPRINT, Asset, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

LONG = "public, max-age=31536000, immutable"


def asset(cache_control: str = LONG, *told: str, status: int = 200) -> Asset:
    url = "https://shop.example/assets/app.3f9c2b1d.js"
    return Asset(url, status, cache_control, told, f"GET {url} -> {status}, 900 characters", f"curl {url}")


def seen(*assets: Asset, read: bool = True, environment: str = "production") -> Seen:
    return Seen(environment, ("GET https://shop.example/ -> 200, 900 characters",), read, 3, assets)


EXAMPLES = (
    (seen(asset(LONG, "MISS", "HIT", "HIT; hit by its age")), Pass),
    (seen(asset(LONG, "cdn; fwd=miss", "cdn; hit", "cdn; hit")), Pass),
    (seen(asset(LONG, "", "", "")), Pass),
    (seen(asset("public, s-maxage=604800, max-age=604800", "MISS", "HIT")), Pass),
    (seen(asset("no-store", "BYPASS", "BYPASS", "BYPASS")), Fail),
    (seen(asset("")), Fail),
    (seen(asset("public, max-age=3600", "MISS", "HIT")), Fail),
    (seen(asset(LONG, "MISS", "MISS", "MISS")), Fail),
    (seen(asset(LONG, "HIT"), asset(LONG, "DYNAMIC", "DYNAMIC")), Fail),
    (seen(asset(status=404)), Unknown),
    (seen(read=False), Unknown),
    (seen(), NotApplicable),
    (seen(environment="staging"), NotApplicable),
)


@pytest.mark.parametrize(
    "name", ["app.3f9c2b1d.js", "index-DX81kfa2.css", "font.0a1b2c3d4e.woff2", "main-4f9a2b1c.mjs"]
)
def test_a_name_with_a_fingerprint_is_known(name: str) -> None:
    assert FINGERPRINT.search(name)


@pytest.mark.parametrize("name", ["app.js", "jquery-3.7.1.min.js", "bootstrap.min.css", "my-own-stylesheet.css"])
def test_an_ordinary_name_is_not(name: str) -> None:
    assert not FINGERPRINT.search(name)
