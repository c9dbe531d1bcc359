"""Asks each site for the files that a careless deployment leaves in the open."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Site
from launchready.observe.net.served import FilesServed, Search
from launchready.observe.world import World
from launchready.verdict import Evidence


class EnvFileIsServed(Check[Site, Search]):
    """Your server hands out its own settings file, its repository or a backup to whoever asks.

    What it does
        Asks every declared site for `/.env` and its copies, `/.git/HEAD` and usual backups, and judges by what is in the
        answer: lines of variables, a git reference, SQL, an archive. A status proves nothing; two names that cannot exist
        are asked for as well, and a host that gives the same to every name gives nothing away.

    Why it is bad
        Bots ask every new host for exactly these within hours. The file opens the database, the payment account and the
        model's bill.

    See it yourself
        curl -s https://the.name/.env | cut -d= -f1
    """

    title = "A settings file, a repository or a backup is served to everybody"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-3", "MIN-3")
    refs = ("CWE-538", "CWE-527", "A02:2025", "ASVS 5.0 13.4.1")
    touch = Touch.PROBE
    faults = ("exp-env-served",)

    async def look(self, at: Site, world: World) -> Search:
        """Asks for each file."""
        return await world.ask(FilesServed(at.url))

    def judge(self, seen: Search) -> Verdict:
        """Fails for each file that is what it must not be."""
        if seen.served:
            return Fail(
                f"{seen.host} serves " + ", ".join(f"{one.what} at {one.path}" for one in seen.served),
                tuple(
                    Evidence(one.line, f"{one.what}; the names in it: {', '.join(one.names) or 'none'}")
                    for one in seen.served
                ),
                tuple(f"{one.curl} | cut -d= -f1" for one in seen.served),
                tuple(one.path for one in seen.served),
            )
        if not seen.control or seen.silent:
            return Unknown(
                f"{seen.host} did not answer everything: {seen.silent or 'not even a name that cannot exist'}"
            )
        if seen.away:
            return NotApplicable(f"{seen.host} redirects everything and serves nothing itself ({seen.control})")
        return Pass(
            f"{seen.host} serves none of {seen.asked} such files",
            f"the host answered all of them; what it answers to names that cannot exist: {seen.control}",
        )

    def remedy(self, seen: Search) -> Remedy:
        """Take it away, then change everything that was in it."""
        names = ", ".join(dict.fromkeys(name for one in seen.served for name in one.names)) or "the whole content"
        return Remedy(
            f"Take the file out of what is served, refuse every path with a leading dot at the edge, and change every secret that "
            f"was in it, because it was public: {names}. Purge the edge's cache.",
            Effort.HOURS,
            "@hidden path_regexp /\\.(?!well-known/)\nrespond @hidden 404",
        )
