"""Each fault of the app is shown by a probe, and its neighbours stay whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bazaar.app.settings import Settings
from bazaar.faults import FAULTS, NAMES, UnknownFaultError, chosen
from bazaar.tests import (
    app_probes_around,
    app_probes_boundaries,
    app_probes_chat,
    app_probes_input,
    app_probes_sessions,
)
from bazaar.tests.app_probe import PROBES
from bazaar.tests.app_product import Product, open_product

FAMILIES = (app_probes_around, app_probes_boundaries, app_probes_chat, app_probes_input, app_probes_sessions)
NEIGHBOURS = {
    "exp-open-operation": ("bnd-read-conversation", "exp-open-admin"),
    "exp-shadow-api": ("exp-debug-route", "dep-bundle-internal-url"),
    "exp-undocumented-route": ("exp-shadow-api",),
    "exp-shadow-verb": ("bnd-write-conversation", "exp-shadow-api"),
    "exp-dump-route": ("bnd-read-order", "exp-shadow-api"),
    "exp-open-admin": ("bnd-seller-as-admin", "exp-open-operation"),
    "exp-debug-route": ("exp-shadow-api", "exp-env-served"),
    "exp-env-served": ("exp-debug-route", "exp-git-served"),
    "exp-git-served": ("exp-env-served", "exp-backup-served"),
    "exp-backup-served": ("exp-env-served",),
    "exp-console-open": ("exp-debug-route",),
    "exp-open-redirect": ("bnd-session-fixed",),
    "exp-redirect-after-sign-in": ("exp-open-redirect", "bnd-session-fixed"),
    "exp-directory-listing": ("dep-source-map", "exp-backup-served"),
    "bnd-read-conversation": ("bnd-write-conversation", "bnd-list-leak", "exp-open-operation"),
    "bnd-read-file": ("bnd-delete-file", "bnd-read-order"),
    "bnd-read-order": ("bnd-read-file", "bnd-read-conversation"),
    "bnd-read-output": ("bnd-nested-id", "bnd-id-in-body"),
    "bnd-id-in-body": ("bnd-read-output", "bnd-nested-id", "bnd-read-conversation"),
    "bnd-nested-id": ("bnd-read-output", "bnd-id-in-body", "bnd-read-conversation"),
    "bnd-account-takeover": ("bnd-mass-assignment",),
    "bnd-write-conversation": ("bnd-read-conversation",),
    "bnd-delete-file": ("bnd-read-file",),
    "bnd-list-leak": ("bnd-read-conversation",),
    "bnd-buyer-as-seller": ("bnd-seller-as-admin", "bnd-mass-assignment"),
    "bnd-seller-as-admin": ("exp-open-admin", "bnd-buyer-as-seller"),
    "bnd-mass-assignment": ("bnd-seller-as-admin",),
    "bnd-mass-signup": ("bnd-mass-assignment",),
    "bnd-mass-owner": ("bnd-write-conversation", "bnd-mass-price"),
    "bnd-mass-price": ("bnd-mass-owner",),
    "bnd-overexposed": ("exp-open-admin",),
    "bnd-cors-reflect": ("bnd-cors-null",),
    "bnd-cors-null": ("bnd-cors-reflect",),
    "bnd-cors-wildcard": ("bnd-cors-reflect", "bnd-cors-null", "bnd-cors-suffix", "bnd-cors-cookie-only"),
    "bnd-cors-suffix": ("bnd-cors-reflect", "bnd-cors-null", "bnd-cors-wildcard"),
    "bnd-cors-cookie-only": ("bnd-cors-reflect", "bnd-cors-null", "bnd-cors-suffix", "bnd-cors-wildcard"),
    "bnd-login-unlimited": ("bnd-limit-by-header", "bnd-chat-unlimited"),
    "bnd-limit-by-header": ("bnd-login-unlimited", "bnd-chat-unlimited"),
    "bnd-limit-by-spelling": ("bnd-login-unlimited", "bnd-limit-by-header"),
    "bnd-upload-unlimited": ("bnd-chat-unlimited",),
    "bnd-webhook-unlimited": ("bnd-upload-unlimited",),
    "bnd-reset-unlimited": ("bnd-login-unlimited", "bnd-limit-by-header"),
    "bnd-signup-unlimited": ("bnd-login-unlimited", "bnd-reset-unlimited"),
    "bnd-chat-unlimited": ("bnd-login-unlimited",),
    "bnd-webhook-unsigned": ("bnd-webhook-wrong-signature", "bnd-webhook-replay"),
    "bnd-webhook-wrong-signature": ("bnd-webhook-unsigned", "bnd-webhook-replay"),
    "bnd-webhook-stale": ("bnd-webhook-unsigned", "bnd-webhook-wrong-signature", "bnd-webhook-replay"),
    "bnd-webhook-replay": ("bnd-webhook-unsigned", "bnd-webhook-wrong-signature"),
    "bnd-jwt-none": ("bnd-jwt-weak-key", "bnd-logout-keeps-token"),
    "bnd-jwt-weak-key": ("bnd-jwt-none", "bnd-logout-keeps-token"),
    "bnd-jwt-unverified": ("bnd-jwt-expired", "bnd-jwt-audience"),
    "bnd-jwt-kid": ("bnd-jwt-none", "bnd-jwt-own-key"),
    "bnd-jwt-own-key": ("bnd-jwt-none", "bnd-jwt-kid"),
    "bnd-jwt-key-address": ("bnd-jwt-none", "bnd-jwt-own-key"),
    "bnd-jwt-confusion": ("bnd-jwt-none", "bnd-jwt-kid"),
    "bnd-jwt-expired": ("bnd-jwt-none", "bnd-jwt-audience"),
    "bnd-jwt-forever": ("bnd-jwt-expired",),
    "bnd-jwt-audience": ("bnd-jwt-expired",),
    "bnd-logout-keeps-token": ("bnd-jwt-none",),
    "bnd-cookie-flags": ("bnd-logout-keeps-token",),
    "bnd-session-fixed": ("bnd-csrf", "bnd-cookie-flags"),
    "bnd-session-guessable": ("bnd-session-fixed", "bnd-logout-keeps-token"),
    "bnd-csrf": ("bnd-session-fixed",),
    "bnd-password-keeps-sessions": ("bnd-logout-keeps-token", "bnd-reset-keeps-password"),
    "bnd-reset-reusable": ("bnd-reset-guessable", "bnd-reset-keeps-password"),
    "bnd-reset-endless": ("bnd-reset-reusable", "bnd-reset-guessable"),
    "bnd-reset-guessable": ("bnd-reset-reusable",),
    "bnd-reset-keeps-password": ("bnd-reset-reusable", "bnd-password-keeps-sessions"),
    "bnd-user-enumeration": ("bnd-signup-tells", "bnd-user-enumeration-time"),
    "bnd-user-enumeration-time": ("bnd-user-enumeration", "bnd-signup-tells"),
    "bnd-signup-tells": ("bnd-user-enumeration",),
    "bnd-bad-id-500": ("bnd-stack-trace",),
    "bnd-template": ("bnd-read-conversation", "bnd-sql"),
    "bnd-oversize": ("bnd-write-conversation", "bnd-bad-body-500"),
    "bnd-file-type": ("bnd-read-file", "bnd-file-path"),
    "bnd-link-stays": ("bnd-read-conversation", "abu-conversation-open"),
    "bnd-file-macro": ("bnd-file-type", "bnd-file-path"),
    "bnd-file-path": ("bnd-read-file", "bnd-file-type"),
    "bnd-archive-bomb": ("bnd-oversize", "bnd-file-path", "bnd-file-type"),
    "bnd-callback-ssrf": ("abu-tool-not-allowed", "bnd-buyer-as-seller"),
    "bnd-callback-redirect": ("bnd-callback-ssrf", "bnd-callback-name"),
    "bnd-callback-name": ("bnd-callback-ssrf", "bnd-callback-redirect"),
    "bnd-sql": ("bnd-bad-id-500", "bnd-list-leak"),
    "bnd-sql-sort": ("bnd-sql", "bnd-list-leak"),
    "bnd-sql-blind": ("bnd-sql", "bnd-sql-sort"),
    "bnd-nosql": ("bnd-sql", "bnd-login-unlimited"),
    "bnd-bad-body-500": ("bnd-bad-id-500", "bnd-stack-trace"),
    "bnd-error-insides": ("bnd-stack-trace", "bnd-read-order"),
    "bnd-stack-trace": ("bnd-bad-id-500", "bnd-bad-body-500", "bnd-error-insides"),
    "dep-debug-on": ("bnd-stack-trace", "exp-debug-route"),
    "dep-mixed-content": ("dep-bundle-internal-url", "dep-mixed-account"),
    "dep-mixed-account": ("dep-mixed-content",),
    "dep-bundle-key": ("dep-bundle-internal-url", "dep-source-map"),
    "dep-bundle-internal-url": ("dep-bundle-key", "exp-shadow-api"),
    "dep-bundle-environment": ("dep-bundle-key", "dep-bundle-internal-url"),
    "dep-source-map": ("dep-bundle-key",),
    "dep-reset-unaligned": ("obs-log-email", "dep-reset-host"),
    "dep-reset-host": ("dep-reset-unaligned", "dep-reset-link-staging"),
    "dep-reset-link-staging": ("dep-reset-unaligned", "dep-reset-host"),
    "edg-cache-poison": ("edg-deception", "dep-reset-host"),
    "edg-deception": ("edg-obscure-admin",),
    "edg-obscure-admin": ("exp-open-admin", "edg-deception"),
    "edg-origin-open": ("exp-open-admin",),
    "edg-spike": ("obs-slow",),
    "edg-spend-unbounded": ("bnd-chat-unlimited",),
    "obs-no-health": ("obs-no-request-id",),
    "edg-header-failure": ("bnd-bad-id-500", "dep-debug-on"),
    "obs-errors-lost": ("obs-errors-leak",),
    "obs-errors-leak": ("obs-errors-lost", "obs-log-token"),
    "obs-no-request-id": ("obs-no-health",),
    "obs-log-prompt": ("obs-log-token", "obs-log-email"),
    "obs-log-token": ("obs-log-prompt", "obs-log-email"),
    "obs-log-email": ("obs-log-prompt", "obs-log-token"),
    "obs-slow": ("obs-no-health",),
    "abu-prompt-leak": ("abu-prompt-leak-encoded", "abu-key-leak"),
    "abu-prompt-leak-encoded": ("abu-prompt-leak", "abu-key-leak"),
    "abu-key-leak": ("abu-prompt-leak", "abu-prompt-leak-encoded"),
    "abu-inject-listing": ("abu-inject-file", "abu-tool-unapproved"),
    "abu-inject-file": ("abu-inject-listing",),
    "abu-inject-retrieval": ("abu-inject-listing", "abu-inject-file"),
    "abu-inject-name": ("abu-inject-listing", "abu-inject-retrieval"),
    "abu-inject-tool-output": ("abu-inject-retrieval", "abu-inject-listing", "abu-cross-tenant-retrieval"),
    "abu-jailbreak-roleplay": ("abu-prompt-leak", "abu-key-leak"),
    "abu-turn-unbounded": ("bnd-oversize", "edg-spend-unbounded"),
    "abu-tool-arguments": ("abu-tool-unapproved", "bnd-read-order"),
    "abu-tool-unapproved": ("abu-tool-not-allowed",),
    "abu-approval-by-anybody": ("abu-tool-unapproved", "abu-approval-twice"),
    "abu-approval-twice": ("abu-tool-unapproved", "abu-approval-by-anybody"),
    "abu-tool-not-allowed": ("abu-tool-unapproved",),
    "abu-cross-tenant-retrieval": ("bnd-read-file", "abu-inject-file", "abu-cross-tenant-file"),
    "abu-cross-tenant-file": ("bnd-read-file", "abu-inject-file", "abu-cross-tenant-retrieval"),
    "abu-conversation-open": ("bnd-read-conversation", "bnd-write-conversation", "abu-cross-tenant-retrieval"),
    "abu-memory-after-sign-out": ("abu-conversation-open", "abu-cross-tenant-retrieval"),
    "abu-cross-tenant-cache": ("abu-cross-tenant-retrieval", "abu-cross-tenant-file"),
    "abu-markdown-exfiltration": ("abu-prompt-leak",),
    "abu-no-escalation": ("abu-tool-unapproved",),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with open_product(tmp_path_factory.mktemp("sound"), edge_key="edge-secret") as running:
        running.carries["X-Edge-Key"] = "edge-secret"
        yield running


@pytest.mark.parametrize("fault", PROBES)
def test_the_sound_product_shows_no_fault(sound: Product, fault: str) -> None:
    assert not PROBES[fault](sound)


@pytest.mark.parametrize("fault", PROBES)
def test_a_fault_breaks_one_thing(tmp_path: Path, fault: str) -> None:
    with open_product(tmp_path, fault, edge_key="edge-secret") as product:
        product.carries["X-Edge-Key"] = "edge-secret"

        assert PROBES[fault](product)
        assert [name for name in NEIGHBOURS[fault] if PROBES[name](product)] == []


def test_every_fault_of_the_app_has_a_probe() -> None:
    folder = Path(__file__).parents[1] / "app"
    named = {name for name in NAMES for file in folder.rglob("*.py") if f'"{name}"' in file.read_text()}

    assert len(FAMILIES) == 5
    assert named == set(PROBES) == set(NEIGHBOURS)


def test_all_faults_at_once_still_make_a_product(tmp_path: Path) -> None:
    with open_product(tmp_path, *NAMES) as product:
        assert product.by("a").get("/me").status_code == 200
        assert product.say("a", "What does it cost?")["content"]
        assert product.host("bazaar.test").get("/").status_code == 200


def test_names_of_faults_are_told_apart() -> None:
    assert len(NAMES) == len(FAULTS)
    assert chosen(["all"]) == NAMES
    assert chosen(["bnd-read-file"]) == {"bnd-read-file"}
    with pytest.raises(UnknownFaultError, match=r"bnd-read-files; the nearest is bnd-read-file$"):
        chosen(["bnd-read-files"])


def test_settings_keep_their_secrets_out_of_sight(sound: Product) -> None:
    shown = repr(sound.settings)

    assert isinstance(sound.settings, Settings)
    assert sound.settings.signing_key not in shown
    assert sound.settings.passwords.admin not in shown
