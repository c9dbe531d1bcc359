"""Environments share data where a canary crosses; accounts and ids that are alike prove nothing."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.shared_data import ACCOUNT, NOBODY, SharedData, View
from launchready.stages.s3_deploy.environments_share_data import Seen

HOME = "GET https://api.shop.test/orders/7 as ann -> 200, 90 characters"


def view(by: str, status: int, *, shows: bool = False) -> View:
    return View(by, f"GET https://staging.shop.test/orders/7 -> {status}", status, shows, "curl staging")


def other(
    *views: View, home: str = HOME, unknown: bool = False, signed_in: bool = False, line: str = "POST /login -> 401"
) -> Seen:
    return Seen((SharedData("staging", "staging", home, line, unknown, signed_in, views),))


EXAMPLES = (
    (other(view(NOBODY, 401), unknown=True), Pass),
    (other(view(NOBODY, 401), view(ACCOUNT, 404), signed_in=True), Pass),
    (other(view(NOBODY, 401), view(ACCOUNT, 200, shows=True), signed_in=True), Fail),
    (other(view(NOBODY, 200, shows=True), unknown=True), Fail),
    (other(view(NOBODY, 401), view(ACCOUNT, 500), signed_in=True), Unknown),
    (other(view(NOBODY, 401)), Unknown),
    (other(line=""), Unknown),
    (other(home="", unknown=True), Unknown),
    (Seen(()), NotApplicable),
)
