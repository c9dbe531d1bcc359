"""Running towns for the tests, each started once: a sound one, and some with faults that do not hide one another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bazaar.tests.town_client import Town, running


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running(tmp_path_factory.mktemp("sound") / "town") as town:
        yield town


@pytest.fixture(scope="session")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    faults = (
        *("dep-two-hosts", "dep-no-https-redirect", "dep-cert-expiring", "dep-cert-name", "dep-old-tls"),
        *("dep-shared-secret", "dep-reset-unaligned", "edg-not-proxied", "edg-origin-open", "edg-static-uncached"),
        *("edg-private-cached", "edg-header-hsts", "edg-header-csp", "edg-header-frame", "edg-header-nosniff"),
        *("exp-undeclared-subdomain", "exp-broken-redirect", "bnd-limit-by-header", "obs-alert-lost"),
        *("hnd-rollback-fails", "obs-dns-drift", "exp-dangling-cname", "dep-mta-sts-mismatch"),
        *("exp-unclaimed-page", "dep-staging-indexed", "exp-strangers-address"),
    )
    with running(tmp_path_factory.mktemp("spoilt") / "town", *faults) as town:
        yield town


@pytest.fixture(scope="session")
def spoilt_otherwise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    faults = (
        "dep-redirect-loop",
        "dep-redirect-downgrade",
        "dep-cert-untrusted",
        "edg-deception",
        "edg-answer-cached",
        "edg-header-nonce",
        "edg-header-lax",
        "exp-host-gone",
        "edg-obscure-admin",
        "edg-no-flood-rule",
    )
    with running(tmp_path_factory.mktemp("otherwise") / "town", *faults) as town:
        yield town


@pytest.fixture(scope="session")
def spoilt_ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    faults = (
        *("dep-cert-chain", "dep-weak-key", "dep-weak-cipher", "dep-no-renewal", "dep-query-lost"),
        *("dep-redirect-detour", "dep-post-lost"),
    )
    with running(tmp_path_factory.mktemp("ways") / "town", *faults) as town:
        yield town


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "town"
