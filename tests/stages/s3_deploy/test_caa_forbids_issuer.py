from dataclasses import replace

from launchready.observe.net.caa import Authorized
from launchready.stages.s3_deploy.caa_forbids_issuer import CaaForbidsIssuer, Seen, Shown
from launchready.verdict import Fail, Pass, Unknown

LETS = '0 issue "letsencrypt.org"'
HERE = Authorized("shop.example", "shop.example", (LETS,))
APEX = Shown(
    "shop.example",
    "shop.example",
    "R13",
    "Let's Encrypt",
    ("letsencrypt.org",),
    HERE,
    ("dig shop.example CAA", "openssl x"),
)
OTHERS = replace(
    APEX, caa=replace(HERE, records=('0 issue "pki.goog; cansignhttpexchanges=yes"', '0 iodef "mailto:a@shop.example"'))
)
WILD = replace(APEX, host="www.shop.example", name="*.shop.example")
OWN = replace(APEX, issuer="Shop Root", organization="", called=())
FREE = replace(APEX, caa=Authorized("shop.example"))

EXAMPLES = (
    (Seen((APEX,), ()), Pass),
    (Seen((APEX, WILD), ("mail.shop.example: no address",)), Pass),
    (Seen((replace(WILD, caa=replace(HERE, records=(LETS, '0 issuewild "letsencrypt.org"'))),), ()), Pass),
    # issuewild says nothing of single names.
    (Seen((replace(APEX, caa=replace(HERE, records=(LETS, '0 issuewild ";"'))),), ()), Pass),
    (Seen((replace(APEX, caa=replace(HERE, records=('0 iodef "mailto:a@shop.example"',))),), ()), Pass),
    (Seen((FREE, replace(OWN, caa=FREE.caa)), ()), Pass),
    (Seen((OTHERS,), ()), Fail),
    (Seen((APEX, replace(WILD, caa=replace(HERE, records=(LETS, '0 issuewild ";"')))), ()), Fail),
    (Seen((replace(APEX, caa=replace(HERE, records=(LETS, '128 tbs "x"'))),), ()), Fail),
    (Seen((OTHERS, replace(APEX, caa=Authorized("b", silence="timed out"))), ()), Fail),
    # The owner goes to another authority, which the records let issue.
    (Seen((OTHERS,), (), "pki.goog"), Pass),
    (Seen((OTHERS,), (), "digicert.com"), Fail),
    # An authority of one's own: its name is known from launch.toml, or it is not judged.
    (Seen((replace(OWN, caa=replace(HERE, records=('0 issue "shop.example"',))),), (), "shop.example"), Pass),
    (Seen((OWN,), (), "shop.example"), Fail),
    (Seen((OWN,), ()), Unknown),
    (Seen((replace(OWN, caa=replace(HERE, records=('0 issue ";"',))),), ()), Unknown),
    (Seen((APEX, replace(APEX, caa=Authorized("b", silence="timed out"))), ()), Unknown),
    (Seen((), ("shop.example: no address",)), Unknown),
    # A name that the authority may have given up.
    (Seen((replace(APEX, caa=replace(HERE, records=('0 issue "old.org"',)), perhaps=("old.org",)),), ()), Unknown),
    (Seen((replace(OTHERS, perhaps=("old.org",)),), ()), Fail),
)


def test_what_the_records_ask_beside_is_told_and_the_remedy_is_a_record() -> None:
    asks = replace(HERE, records=('0 issue "letsencrypt.org; validationmethods=dns-01"',))

    verdict = CaaForbidsIssuer().judge(Seen((replace(APEX, caa=asks),), ()))

    assert isinstance(verdict, Pass)
    assert "shop.example asks for validationmethods=dns-01, which is not judged" in verdict.because


def test_the_finding_names_who_issued_and_whom_the_records_name() -> None:
    seen = Seen((OTHERS, replace(WILD, caa=OTHERS.caa)), ())

    verdict = CaaForbidsIssuer().judge(seen)

    assert isinstance(verdict, Fail)
    assert verdict.because == (
        "Let's Encrypt (R13) may not issue again for shop.example, *.shop.example: at shop.example, issue names pki.goog"
    )
    assert CaaForbidsIssuer().remedy(seen).paste == (
        'shop.example. 300 IN CAA 0 issue "letsencrypt.org"\nshop.example. 300 IN CAA 0 issuewild "letsencrypt.org"'
    )
