"""Mail really leaves and arrives: the link for a new password, signed; and an alert to whoever is on call."""

import mailbox
import smtplib
import subprocess
from email.message import Message
from pathlib import Path
from uuid import uuid4

import dkim
import pytest

from bazaar.tests.town_client import Town
from bazaar.town.zone import OLD_KEY, Key, declared, zones


def reset_of(town: Town) -> Message:
    assert town.post("https://api.bazaar.test/auth/reset", {"email": "a@bazaar.test"}).status == 202
    return town.mail(lambda message: message["X-Original-To"] == "a@bazaar.test")


def is_signed(town: Town, message: Message) -> bool:
    def key(name: bytes, **_more: object) -> bytes:
        return b"".join(bytes(part) for part in town.dns(name.decode(), "TXT", tcp=True).rr[0].rdata.data)

    sent = b"".join(line for line in message.as_bytes().splitlines(keepends=True))
    return bool(dkim.verify(sent.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), dnsfunc=key))


def test_a_new_password_is_mailed_signed_and_aligned(sound: Town) -> None:
    message = reset_of(sound)

    assert "https://bazaar.test/reset?token=" in str(message.get_payload())
    assert message["Return-Path"] == "<bounce@bazaar.test>"
    assert "d=bazaar.test;" in message["DKIM-Signature"]
    assert "[127.0.0.1]" in message["Received"]
    assert is_signed(sound, message)


def test_each_recipient_gets_the_message(sound: Town) -> None:
    mark = uuid4().hex
    port = int((sound.folder / "alerts.env").read_text(encoding="utf-8").split("SMTP_PORT=")[1].split()[0])

    with smtplib.SMTP("127.0.0.1", port, timeout=10) as server:
        server.sendmail(
            "x@elsewhere.example", ["one@bazaar.test", "two@bazaar.test"], f"Subject: {mark}\r\n\r\nhello\r\n"
        )

    box = mailbox.Maildir(sound.folder / "mail", create=False)
    assert {message["X-Original-To"] for message in box if message["Subject"] == mark} == {
        "one@bazaar.test",
        "two@bazaar.test",
    }


def alerted(town: Town, mark: str) -> subprocess.CompletedProcess[str]:
    script = Path("bin", "test-alert")
    return subprocess.run([script, mark], cwd=town.folder / "repo", capture_output=True, text=True, check=False)


def has_alert(town: Town, mark: str) -> bool:
    return any(mark in str(message["Subject"]) for message in mailbox.Maildir(town.folder / "mail", create=False))


def test_a_test_alert_arrives(sound: Town) -> None:
    mark = uuid4().hex

    done = alerted(sound, mark)

    assert (done.returncode, done.stderr) == (0, "")
    assert has_alert(sound, mark)


def test_obs_alert_lost_says_it_was_sent_and_nothing_arrives(spoilt: Town) -> None:
    mark = uuid4().hex

    done = alerted(spoilt, mark)

    assert (done.returncode, done.stdout) == (0, "alert sent to oncall@bazaar.test\n")
    assert not has_alert(spoilt, mark)


def test_dep_reset_unaligned_is_signed_by_another_domain_whose_records_are_in_order(spoilt: Town) -> None:
    message = reset_of(spoilt)

    assert message["From"] == "Bazaar <no-reply@bazaar.test>"
    assert message["Return-Path"] == "<bounce@mailer.example>"
    assert "d=mailer.example;" in message["DKIM-Signature"]
    assert is_signed(spoilt, message)
    assert spoilt.records("mailer.example", "TXT") == ['"v=spf1 ip4:127.0.0.1 -all"']


@pytest.mark.parametrize(
    ("fault", "name", "expected"),
    [
        ("dep-spf-missing", "bazaar.test", []),
        ("dep-spf-all", "bazaar.test", ["v=spf1 ip4:127.0.0.1 +all"]),
        ("dep-dkim-missing", "s1._domainkey.bazaar.test", []),
        ("dep-dmarc-missing", "_dmarc.bazaar.test", []),
        (
            "dep-dkim-short",
            "old._domainkey.bazaar.test",
            [f"v=DKIM1; k=rsa; p={OLD_KEY}"],
        ),
        (
            "dep-dmarc-subdomains",
            "_dmarc.bazaar.test",
            ["v=DMARC1; p=reject; adkim=s; aspf=s; sp=none; rua=mailto:dmarc@bazaar.test"],
        ),
        ("dep-dmarc-none", "_dmarc.bazaar.test", ["v=DMARC1; p=none; adkim=s; aspf=s; rua=mailto:dmarc@bazaar.test"]),
    ],
)
def test_a_fault_of_the_mail_records_changes_that_record_alone(fault: str, name: str, expected: list[str]) -> None:
    keys = (Key("s1", "AAAA"),)
    before, after = (set(zones(faults, keys)[0].records) for faults in (frozenset(), frozenset({fault})))

    assert {record.name for record in before ^ after} == {name}
    assert [record.data for record in after if record.name == name and record.kind == "TXT"] == expected
    assert {record for record in declared(frozenset({fault}), keys) if record.kind == "TXT"} <= after


def test_dep_spf_lookups_and_void_add_terms_before_the_right_one() -> None:
    many, gone = (
        next(
            one.data
            for one in zones(frozenset({fault}), ())[0].records
            if one.data.startswith("v=spf1 ") and "127" in one.data
        )
        for fault in ("dep-spf-lookups", "dep-spf-void")
    )

    assert (many.count("include:"), gone.count("a:smtp")) == (11, 3)
    assert many.endswith("ip4:127.0.0.1 -all")
    assert gone.endswith("ip4:127.0.0.1 -all")


def test_the_policy_names_the_mail_server_and_dep_mta_sts_mismatch_another(sound: Town, spoilt: Town) -> None:
    policies = [town.ask("https://mta-sts.bazaar.test/.well-known/mta-sts.txt").text for town in (sound, spoilt)]

    assert [policy.splitlines()[2] for policy in policies] == ["mx: mail.bazaar.test", "mx: mx.bazaar.test"]
    assert sound.ask("https://mta-sts.bazaar.test/").status == 404
