"""What the checks of mixed content share: the finding, and how it is mended."""

from launchready.check import Effort, Fail, Remedy
from launchready.observe.net.mixed import InTheClear
from launchready.verdict import Evidence


def failed(found: InTheClear) -> Fail:
    """The finding, with what could take a page over first."""
    active = [one for one in found.clear if one.active]
    passive = [one for one in found.clear if not one.active]
    counted = ((active, "active (scripts, frames, styles, forms)"), (passive, "passive (images, media, fonts)"))
    words = [f"{len(some)} {kind}" for some, kind in counted if some]
    return Fail(
        f"parts go over plain HTTP: {' and '.join(words)}",
        tuple(Evidence(f"{one.where}, {one.what}", one.url) for one in (*active, *passive)[:8]),
        tuple(command for _, command in found.curl),
        tuple(dict.fromkeys(one.url for one in found.clear)),
    )


def remedy(found: InTheClear) -> Remedy:
    """HTTPS in each address."""
    return Remedy(
        "Write https:// into these addresses (or leave scheme and host away, where it is your own), and serve what is only "
        "there over plain HTTP yourself: "
        + ", ".join(dict.fromkeys(one.url for one in found.clear[:5]))
        + ". The header mends what you have overlooked.",
        Effort.HOURS,
        "Content-Security-Policy: upgrade-insecure-requests",
    )
