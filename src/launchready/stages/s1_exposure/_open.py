"""What the checks of things left in the open share: the verdict on a search of one site."""

from launchready.observe.net.served import Search
from launchready.verdict import Evidence, Fail, NotApplicable, Pass, Unknown, Verdict


def judge(seen: Search, what: str, *, shows: str = "serves", tail: str = "") -> Verdict:
    """Fails for each thing that is what it must not be; `what` says of what kind nothing was found.

    Args:
        seen: the search.
        what: `such files`.
        shows: what the host does with what it must not.
        tail: what is put behind each command, so that it shows no secret.
    """
    if seen.served:
        found = ", ".join(f"{one.what} at {one.path}" for one in seen.served)
        return Fail(
            f"{seen.host} {shows} {found}",
            tuple(
                Evidence(
                    f"nobody in particular: {one.line}",
                    f"{one.what}; the names in it: {', '.join(one.names) or 'none'}",
                )
                for one in seen.served
            ),
            tuple(f"{one.curl}{tail}" for one in seen.served),
            tuple(one.path for one in seen.served),
        )
    if not seen.control or seen.silent:
        return Unknown(f"{seen.host} did not answer everything: {seen.silent or 'not even a name that cannot exist'}")
    if seen.away:
        status = seen.control.partition(":")[0]
        return NotApplicable(
            f"{seen.host} redirects everything and {shows} nothing itself: what cannot exist as well ({status})"
        )
    return Pass(
        f"{seen.host} {shows} none of {seen.asked} {what}",
        f"the host answered all of them; what it answers to names that cannot exist: {seen.control}",
    )
