"""Every kind that we find ourselves has words on how to end it."""

from launchready.observe.secrets.forms import named
from launchready.observe.secrets.own import FORMS
from launchready.observe.secrets.rotation import _all, rotation


def test_every_kind_has_words() -> None:
    kinds = {form.kind for form in FORMS} | {one.kind for one in named.VENDORS} | {"signing key", named.IN_STATE}

    assert all(rotation(kind).who and rotation(kind).do for kind in kinds)


def test_words_are_for_kinds_that_are_found() -> None:
    kinds = {form.kind for form in FORMS} | {one.kind for one in named.VENDORS}
    others = {"*", "signing key", named.IN_STATE, "declared secret", "github pat"}

    assert set(_all()) - kinds - others == set()


def test_the_engines_name_of_a_kind_finds_the_same_words() -> None:
    assert rotation("github fine grained pat").at == rotation("github token").at
    assert rotation("sentry user token") == rotation("sentry token")
    assert rotation("some key of nobody") == rotation("*")
    assert (
        rotation("stripe secret key")
        .words()
        .startswith("an administrator or developer of the Stripe account at Stripe:")
    )
