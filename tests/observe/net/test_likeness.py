"""Two readings of a page are alike though a nonce changes; two pages of one site are not."""

from launchready.observe.net.likeness import SAME, alike, page_of

WORDS = (
    "Bots for every kitchen: suggestions from what is in the fridge, shopping lists, and eight cuisines of the world."
)
FRONT = f"<!doctype html><title>Shop</title><script nonce='%s'>let x</script><body><h1>Welcome</h1><p>{WORDS}</p>"
LOGIN = "<!doctype html><title>Sign in - Shop</title><body><form>E-mail address and password, please</form>"


def test_a_changed_nonce_makes_no_other_page() -> None:
    assert alike(FRONT % "a1", FRONT % "b2") == 1.0


def test_another_page_of_the_same_site_is_another_page() -> None:
    assert alike(FRONT % "a1", LOGIN) < SAME / 2


def test_pages_that_scripts_fill_are_known_by_their_titles() -> None:
    empty = "<!doctype html><title>%s</title><script src=%s></script><div id=app></div>"

    assert page_of(FRONT).title == "Shop"
    assert alike(empty % ("Shop", "a.js"), empty % ("Shop", "b.js")) == 1.0
    assert alike(empty % ("Shop", "a.js"), empty % ("Sign in", "a.js")) == 0.0


def test_empty_answers_are_the_same_only_where_they_are_equal() -> None:
    assert alike("", "") == 1.0
    assert alike("<!-- a -->", "<!-- b -->") == 0.0
    assert alike(FRONT % "a1", "") == 0.0
