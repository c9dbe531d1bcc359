"""The exported tests pass on the sound marketplace, and fail on a faulty one in the test that names the flaw."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bazaar.town.keyring import SAMPLES
from launchready.declare.read import read
from tests.live import audit, bazaar

pytestmark = pytest.mark.faults

NAMES = '''
"""Stands in for DNS: the marketplace's names are on loopback, at other ports."""
import socket

PORTS, found = {ports}, socket.getaddrinfo


def here(host, port, *more, **options):
    if str(host).endswith("bazaar.test"):
        host, port = "127.0.0.1", PORTS.get(int(port), port)
    return found(host, port, *more, **options)


socket.getaddrinfo = here
'''
NUMBERED = re.compile(r"\b(body|names|how)\d+\b")
"""How pytest names a table; the number says where it stands among others."""
READ, LIST = "test_an_object_is_read_by_its_owner_alone", "test_a_list_shows_nobody_elses"
HOOK = "test_a_webhook_believes_only_what_its_sender_signed"
STAFF_READS = "test_what_the_staff_reads_is_shown_to_the_staff_alone"
STAFF_ACTS = (
    "test_what_the_staff_does_is_done_by_the_staff_alone[POST-/admin/listings/{listing_id}/suspend-listing-admin-"
)
MESSAGES = f"{READ}[message-/conversations/{{conversation_id}}/messages"
FORGED = "test_a_token_that_the_product_did_not_sign_is_not_believed"
SHADOW = "test_no_address_outside_of_the_document_shows_what_is_anothers"
SAMPLE = "test_a_token_of_another_time_or_use_is_not_believed"
CHANGED_BEHIND = (
    "test_an_id_of_ones_own_changes_nothing_behind_it[output-PATCH-/conversations/{conversation}/outputs/{output}-body]"
)
KEY_AT, LEAVES = "test_a_token_does_not_say_where_its_key_is", "test_a_sign_out_ends_the_session"
TAKES = "test_an_account_is_changed_by_itself_alone[PUT-/users/{user_id}/email-names-body]"
OPERATOR, TELLS = "test_no_condition_in_the_place_of_a_password_signs_in", "test_no_answer_tells_who_has_an_account"
FIXED = "test_a_cookie_from_before_the_sign_in_is_not_the_signed_in_one[how-web:/account-names]"
NEW_PASSWORD, RESET = "test_a_new_password_ends_the_sessions_from_before", "test_a_reset_ends"
LATE = "test_a_reset_that_was_left_alone_ends"
FOREIGN = "test_another_website_changes_no_account[web:/account-web:/account-name"
READS_IT = "test_no_other_website_reads_what_is_a_users"
HOLDS = "test_an_object_holds_no_hash_and_nobody_elses_address"
_BY_NAME = (
    "https://elsewhere.example https://elsewhere.vercel.app https://elsewhere.netlify.app https://elsewhere.pages.dev "
    "https://elsewhere.github.io https://elsewherebazaar.test https://bazaar.test.elsewhere.example "
    "https://apixbazaar.test http://bazaar.test"
)
BY_NAME = _BY_NAME.split()
"""The origins of other websites that the file names."""
SETS = "test_nobody_sets_in_an_object_what_is_not_theirs_to_say"
VERB = "test_no_verb_outside_of_the_document_changes_what_is_anothers"
BEHIND = "test_an_id_of_ones_own_opens_nothing_behind_it[output-/conversations/{conversation}/outputs/{output}]"
ONE = {
    "bnd-read-order": {f"{READ}[order-/orders/{{order_id}}-buyer_b]"},
    "bnd-write-conversation": {
        "test_an_object_is_changed_by_its_owner_alone[conversation-PATCH-/conversations/{conversation_id}-body-buyer_b]"
    },
    "bnd-delete-file": {"test_an_object_is_deleted_by_its_owner_alone[file-buyer_b]"},
    "bnd-list-leak": {f"{LIST}[conversation-/conversations-buyer_b]"},
    "bnd-buyer-as-seller": {
        f"test_what_one_role_makes_another_does_not[listing-{one}]" for one in ("buyer_a", "buyer_b")
    },
    "bnd-mass-assignment": {"test_nobody_sets_what_is_reserved_in_their_own_profile[role-admin]"},
    "bnd-jwt-none": {f"{FORGED}[no algorithm]"},
    "bnd-jwt-confusion": {f"{FORGED}[a public key taken for a secret]"},
    "bnd-id-in-body": {"test_nothing_is_made_of_what_is_anothers[output-conversation_id-conversation]"},
    "exp-dump-route": {SHADOW},
    "bnd-logout-keeps-token": {f"{LEAVES}[{way}]" for way in ("bearer token", "cookie")},
    "bnd-webhook-replay": {"test_a_webhook_believes_an_event_once"},
    "bnd-webhook-stale": {f"{HOOK}[a day old]"},
    "bnd-account-takeover": {TAKES},
    "bnd-session-fixed": {FIXED},
    "bnd-reset-endless": {LATE},
    "bnd-overexposed": {f"{HOLDS}[listing-{who}]" for who in ("buyer_a", "buyer_b", "nobody")},
    "bnd-cors-suffix": {f"{READS_IT}[{one}]" for one in BY_NAME if one.endswith("bazaar.test")},
    "bnd-cors-null": {f"{READS_IT}[null]"},
}
TWO = {
    "exp-open-operation": {f"{MESSAGES}-{who}]" for who in ("buyer_b", "nobody")},
    "bnd-seller-as-admin": {f"{STAFF_READS}[/admin/users-admin-seller]", f"{STAFF_ACTS}seller]"},
    "bnd-jwt-weak-key": {f"{FORGED}[a key that anybody guesses]"},
    "bnd-jwt-own-key": {f"{FORGED}[a key of its own]"},
    "bnd-jwt-expired": {f"{SAMPLE}[expired]"},
    "exp-shadow-api": {SHADOW},
    "exp-shadow-verb": {f"{VERB}[conversation]"},
    "bnd-webhook-unsigned": {f"{HOOK}[unsigned]"},
    "bnd-mass-owner": {f"{SETS}[conversation-PATCH-/conversations/{{conversation_id}}-user_id-None]"},
    "bnd-mass-signup": {"test_nobody_signs_up_with_what_is_reserved[role-admin]"},
    "bnd-read-file": {f"{READ}[file-/files/{{file_id}}-buyer_b]"},
    "bnd-read-output": {f"{READ}[output-/outputs/{{output_id}}-buyer_b]"},
    "bnd-csrf": {f"{FOREIGN}-{way}]" for way in ("a form", "a form that hides where it comes from")},
    "bnd-password-keeps-sessions": {NEW_PASSWORD, f"{RESET}[a session from before]"},
    "bnd-reset-reusable": {f"{RESET}[{one} link or code]" for one in ("the used", "an older")},
    "bnd-signup-tells": {f"{TELLS}[sign-up]"},
    "bnd-nosql": {f"{OPERATOR}[$ne]"},
    "bnd-cors-wildcard": {f"{READS_IT}[{one}]" for one in (*BY_NAME, "null")},
}
THREE = {
    "exp-open-admin": {f"{STAFF_READS}[/admin/users-admin-{who}]" for who in ("None", "buyer_b", "seller")},
    "bnd-read-conversation": {
        f"{READ}[conversation-/conversations/{{conversation_id}}-buyer_b]",
        f"{MESSAGES}-buyer_b]",
    },
    "bnd-jwt-kid": {f"{FORGED}[a key id that chooses the key]"},
    "bnd-jwt-audience": {f"{SAMPLE}[of another audience]"},
    "bnd-mass-price": {f"{SETS}[order-POST--total-0.01]"},
    "bnd-nested-id": {BEHIND, CHANGED_BEHIND},
    "bnd-webhook-wrong-signature": {
        f"{HOOK}[{cheat}]" for cheat in ("signed with another key", "signed for another event", "a day old")
    },
    "bnd-jwt-key-address": {f"{KEY_AT}[jku]"},
    "bnd-reset-keeps-password": {f"{RESET}[the old password]"},
    "bnd-user-enumeration": {f"{TELLS}[sign-in]"},
    "bnd-cors-reflect": {f"{READS_IT}[{one}]" for one in BY_NAME},
}
FOUR = {
    "bnd-jwt-unverified": {
        *(f"{FORGED}[{wrong}]" for wrong in ("no algorithm", "no signature", "another signature")),
        *(f"{FORGED}[{wrong}]" for wrong in ("a key id that chooses the key", "a key of its own")),
        f"{FORGED}[a certificate of its own]",
        f"{KEY_AT}[jku]",
        f"{KEY_AT}[x5u]",
    },
    "bnd-cors-cookie-only": {f"{READS_IT}[{one}]" for one in (*BY_NAME, "null")},
}
"""Four marketplaces, each with faults that do not hide one another, and the tests that must fail there."""
ALL = (ONE, TWO, THREE, FOUR)


@dataclass(frozen=True, slots=True)
class Ran:
    """What pytest said of the exported file."""

    passed: set[str]
    failed: set[str]
    skipped: set[str]
    said: str


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests that an audit of the sound marketplace leaves."""
    folder = tmp_path_factory.mktemp("sound")
    with bazaar(folder) as declaration:
        audit(declaration, "--only", "boundaries")
        path = folder / "test_bazaar.py"
        done = launchready("export", "tests", "--root", str(declaration.parent), "--out", str(path))
        assert done.returncode == 0, done.stderr
    return path


def launchready(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "launchready.cli", *words], capture_output=True, text=True, check=False, timeout=60
    )


def run(tests: Path, declaration: Path, folder: Path, *wanted: str) -> Ran:
    """Runs the file by itself, or what is wanted of it, as its owner would: nothing of ours is on the path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test_bazaar.py").write_text(tests.read_text(encoding="utf-8"), encoding="utf-8")
    ports = dict(read(declaration).network.ports)
    (folder / "conftest.py").write_text(NAMES.replace("{ports}", str(ports)), encoding="utf-8")
    town = declaration.parent
    files = (town / "secrets.env", town / SAMPLES)
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    secrets = dict(line.split("=", 1) for line in lines if "=" in line)
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env |= {name: value.strip().strip("\"'") for name, value in secrets.items()}
    env |= {"REQUESTS_CA_BUNDLE": str(town / "root.crt"), "PAYMENTS_SECRET": env["PAYMENTS_WEBHOOK_SECRET"]}
    env |= {"MAILBOX": str(town / "mail")}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--junit-xml=it.xml",
            "test_bazaar.py",
            *wanted,
        ],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    cases = ET.parse(folder / "it.xml").getroot().iter("testcase")
    ran: dict[str, set[str]] = {"passed": set(), "failure": set(), "error": set(), "skipped": set()}
    for case in cases:
        ran[next((child.tag for child in case if child.tag in ran), "passed")].add(
            NUMBERED.sub(r"\1", str(case.get("name")))
        )
    return Ran(ran["passed"], ran["failure"] | ran["error"], ran["skipped"], done.stdout)


def test_they_pass_on_the_sound_marketplace_and_cover_every_attempt(exported: Path, tmp_path: Path) -> None:
    with bazaar(tmp_path) as declaration:  # a fresh one, on which no sign-up was counted yet
        ran = run(exported, declaration, tmp_path / "ran")

    assert ran.failed == set(), ran.said
    assert ran.skipped == set()
    assert {name for faults in ALL for tests in faults.values() for name in tests} <= ran.passed


@pytest.mark.parametrize("faults", ALL, ids=["one", "two", "three", "four"])
def test_they_fail_on_a_faulty_one_in_the_tests_that_name_the_flaws(
    exported: Path, tmp_path: Path, faults: dict[str, set[str]]
) -> None:
    with bazaar(tmp_path, *faults) as declaration:
        wanted = [] if faults is ONE else ["--deselect", f"test_bazaar.py::{LATE}"]  # which waits for some seconds
        wanted += ["-k", "token or website"] if faults is FOUR else []
        ran = run(exported, declaration, tmp_path / "ran", *wanted)

    assert {name for tests in faults.values() for name in tests} == ran.failed, ran.said
    assert "Error: the control:" not in ran.said


def test_they_need_pytest_and_one_client_alone_and_are_in_good_form(exported: Path) -> None:
    lines = exported.read_text(encoding="utf-8").splitlines()
    modules = {line.split()[1].partition(".")[0] for line in lines if line.startswith(("import ", "from "))}
    form = ["-m", "ruff", "format", "--check", "--isolated", "--line-length", "120", str(exported)]

    assert modules - set(sys.stdlib_module_names) == {"pytest", "requests"}
    assert max(map(len, lines)) <= 120
    assert subprocess.run([sys.executable, *form], capture_output=True, check=False).returncode == 0
