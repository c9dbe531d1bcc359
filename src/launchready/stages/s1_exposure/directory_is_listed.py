"""Asks each site for its folders and sees whether it lists what is in them."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import Site
from launchready.observe.net.listings import Listings
from launchready.observe.net.served import Search
from launchready.observe.world import World
from launchready.stages.s1_exposure._open import judge


class DirectoryIsListed(Check[Site, Search]):
    """Your server shows lists of its folders: whatever is put there, for however short a time, is found.

    What it does
        Asks every declared site for the folders out of which it serves its own files, and for usual ones (`/uploads/`), and
        looks for a web server's or a storage's own list with names on it. An empty list and an ordinary page are none.

    Why it is bad
        Customers' uploads, old builds and forgotten exports are protected by nothing but that nobody knows their names.

    See it yourself
        curl -s https://the.name/uploads/ | head -c 500
    """

    title = "Folders are listed to everybody"
    impact = Impact.SHOULD_FIX
    rows = ("EXP-3",)
    refs = ("CWE-548", "A02:2025", "ASVS 5.0 13.4.3")
    touch = Touch.PROBE
    faults = ("exp-directory-listing",)
    deadline_s = 180.0

    async def look(self, at: Site, world: World) -> Search:
        """Asks for each folder."""
        return await world.ask(Listings(at.url))

    def judge(self, seen: Search) -> Verdict:
        """Fails for each list with names on it."""
        return judge(seen, "folders as a list", shows="shows", tail=" | head -c 500")

    def remedy(self, seen: Search) -> Remedy:
        """Off, and a look at what was listed."""
        return Remedy(
            f"Switch the listing of folders off ({', '.join(one.path for one in seen.served)}), and go through what was listed: whatever "
            "is not meant for everybody was public.",
            Effort.MINUTES,
            "autoindex off;  # nginx\nOptions -Indexes  # Apache\nfile_server  # Caddy: without `browse`",
        )
