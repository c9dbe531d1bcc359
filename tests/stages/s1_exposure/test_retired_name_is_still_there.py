"""A record that is left is a finding, and so is a page for the name alone; a zone that answers to any name tells nothing."""

from dataclasses import replace

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.retired import Retired
from launchready.stages.s1_exposure.retired_name_is_still_there import RetiredNameIsStillThere, Seen

GONE = Retired("v1.shop.test", (), "", as_any=False, line="-> 404", served=False, made_up="", curl="curl v1")
LEFT = replace(GONE, records=("A 192.0.2.1",))
SERVED = replace(GONE, served=True, line="-> 200", made_up="-> 404")
ANY = replace(LEFT, as_any=True)
LATE = replace(GONE, silent="A of v1.shop.test: timed out")


def seen(*retired: Retired, known: str = "shop.test A 192.0.2.1") -> Seen:
    return Seen(retired, tuple(f"dig {one.name}" for one in retired), known)


EXAMPLES = (
    (seen(), NotApplicable),
    (seen(GONE), Pass),
    (seen(LEFT), Fail),
    (seen(SERVED), Fail),
    (seen(GONE, LEFT), Fail),
    (seen(LATE, LEFT), Fail),
    (seen(replace(ANY, served=True)), Fail),
    (seen(ANY), Unknown),
    (seen(LATE), Unknown),
    (seen(GONE, known=""), Unknown),
)


def test_only_what_is_left_is_named() -> None:
    verdict = RetiredNameIsStillThere().judge(seen(GONE, replace(SERVED, name="old.shop.test")))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("old.shop.test",)
    assert verdict.reproduce == ("dig old.shop.test", "curl v1")
