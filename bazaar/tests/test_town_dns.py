"""The zone says what it should, says no in the right way, and is handed over to nobody."""

import pytest
from dnslib import EDNS0, QTYPE, RCODE, DNSRecord

from bazaar.tests.town_client import Town
from bazaar.town.dns import Names, respond
from bazaar.town.names import SECOND_ADDRESS
from bazaar.town.zone import Key, second, zones


def test_each_public_name_stands_at_the_edge(sound: Town) -> None:
    names = [
        "bazaar.test",
        *(f"{one}.bazaar.test" for one in ("www", "shop", "api", "admin", "errors", "staging", "mail", "mta-sts")),
    ]

    assert [sound.records(name) for name in names] == [["127.0.0.1"]] * 9


def test_mail_records_are_whole(sound: Town) -> None:
    assert sound.records("bazaar.test", "MX") == ["10 mail.bazaar.test."]
    assert sound.records("bazaar.test", "TXT") == ['"v=spf1 ip4:127.0.0.1 -all"']
    assert "p=reject" in sound.records("_dmarc.bazaar.test", "TXT")[0]
    assert sound.records("s1._domainkey.bazaar.test", "TXT")[0].startswith('"v=DKIM1; k=rsa; p=')


def test_both_name_servers_answer_alike(sound: Town) -> None:
    asked = DNSRecord.question("bazaar.test", "SOA").send(SECOND_ADDRESS, sound.dns_port, timeout=5)

    assert [str(one.rdata) for one in DNSRecord.parse(asked).rr] == sound.records("bazaar.test", "SOA")


def test_dep_old_name_server_has_a_lower_number_and_the_mail_server_s_old_record() -> None:
    faults = frozenset({"dep-old-name-server"})
    new, old = Names(zones(faults, ())), Names(second(faults, ()))

    told = {
        kind: [str(one.answer(DNSRecord.question("bazaar.test", kind)).rr[0].rdata) for one in (new, old)]
        for kind in ("MX", "SOA")
    }

    assert told["MX"] == ["10 mail.bazaar.test.", "20 mail.bazaar.test."]
    assert told["SOA"][0] > told["SOA"][1]


def test_dep_dnssec_broken_vouches_for_a_key_that_nobody_has_and_signs_its_word_for_those_who_ask() -> None:
    names = Names(zones(frozenset({"dep-dnssec-broken"}), ()))
    asked = DNSRecord.question("bazaar.test", "DS")
    with_signatures = DNSRecord.question("bazaar.test", "DS")
    with_signatures.add_ar(EDNS0(flags="do"))

    told = [[QTYPE[rr.rtype] for rr in names.answer(one).rr] for one in (asked, with_signatures)]

    assert told == [["DS"], ["DS", "RRSIG"]]
    assert names.answer(DNSRecord.question("bazaar.test", "DNSKEY")).rr == []


def test_dep_caa_forbids_names_another_authority() -> None:
    told = [
        str(Names(zones(faults, ())).answer(DNSRecord.question("bazaar.test", "CAA")).rr[0].rdata)
        for faults in (frozenset[str](), frozenset({"dep-caa-forbids"}))
    ]

    assert told == ['0 issue "bazaar.test"', '0 issue "letsencrypt.org"']


def test_a_name_that_is_not_there_and_a_name_without_such_a_record_are_two_answers(sound: Town) -> None:
    unknown, empty = sound.dns("nobody.bazaar.test"), sound.dns("bazaar.test", "AAAA")

    assert (unknown.header.rcode, len(unknown.auth)) == (RCODE.NXDOMAIN, 1)
    assert (empty.header.rcode, len(empty.rr), len(empty.auth)) == (RCODE.NOERROR, 0, 1)


def test_a_name_above_a_record_exists(sound: Town) -> None:
    assert sound.dns("_domainkey.bazaar.test", "TXT").header.rcode == RCODE.NOERROR


def test_the_zone_is_not_handed_over_and_other_zones_are_not_answered_for(sound: Town) -> None:
    assert sound.dns("bazaar.test", "AXFR", tcp=True).header.rcode == RCODE.REFUSED
    assert sound.dns("example.com").header.rcode == RCODE.REFUSED


def test_exp_zone_transfer_hands_over_the_zone_and_no_other() -> None:
    names = Names(zones(frozenset({"exp-dangling-cname"}), ()), open_to_all=True)

    handed = names.answer(DNSRecord.question("bazaar.test", "AXFR"))

    assert [QTYPE[handed.rr[at].rtype] for at in (0, -1)] == ["SOA", "SOA"]
    assert {str(record.rname) for record in handed.rr} >= {"bazaar.test.", "staging.bazaar.test.", "help.bazaar.test."}
    assert not any("unclaimed" in str(record.rname) for record in handed.rr)


@pytest.mark.parametrize(
    ("fault", "name", "kind"),
    [("exp-dangling-mx", "news", "MX"), ("exp-dangling-ns", "support", "NS"), ("exp-dangling-include", "", "TXT")],
)
def test_exp_dangling_leads_to_a_name_that_its_registry_denies(fault: str, name: str, kind: str) -> None:
    names = Names(zones(frozenset({fault}), ()))

    record = names.answer(DNSRecord.question(f"{name}.bazaar.test".lstrip("."), kind))
    target = names.answer(DNSRecord.question("lapsed.test", "A"))

    assert "lapsed.test" in str(record.rr[0].rdata)
    assert target.header.rcode == RCODE.NXDOMAIN


def test_case_does_not_matter_and_the_authority_is_named(sound: Town) -> None:
    assert sound.records("WWW.Bazaar.TEST") == ["127.0.0.1"]
    assert sound.records("bazaar.test", "NS") == ["ns1.bazaar.test.", "ns2.bazaar.test."]
    assert sound.dns("bazaar.test").header.aa == 1


def test_what_is_too_long_for_udp_is_cut_and_told_whole_by_tcp() -> None:
    names = Names(zones(frozenset(), (Key("s1", "A" * 700),)))
    asked = DNSRecord.question("s1._domainkey.bazaar.test", "TXT").pack()

    short, whole = (DNSRecord.parse(respond(names, asked, limit) or b"") for limit in (512, None))

    assert (short.header.tc, len(short.rr)) == (1, 0)
    assert (whole.header.tc, len(whole.rr)) == (0, 1)
    assert str(whole.rr[0].rdata).count("A") >= 700


def test_what_is_no_question_gets_no_answer() -> None:
    names = Names(zones(frozenset(), ()))
    an_answer = DNSRecord.question("bazaar.test").reply().pack()

    assert [respond(names, message, 512) for message in (b"", b"\xff" * 40, an_answer)] == [None, None, None]
