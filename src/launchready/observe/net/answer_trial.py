"""Tries an API's answers one by one: does the cache give what is one customer's to others, as it stands or as a file?"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from launchready.observe.net.alive import unsettled
from launchready.observe.net.allowance import Allowance, left_out
from launchready.observe.net.asides import Aside, briefly, fresh, in_disguise, in_some, plainly, served
from launchready.observe.net.disguises import FORMS, USUAL_FOLDER
from launchready.observe.net.keeping import KEPT, SILENT
from launchready.observe.net.past import past

if TYPE_CHECKING:
    from launchready.observe.net.own_answers import OwnAnswer
    from launchready.observe.net.views import Looker, View

PLAINLY = 8
"""Requests for one address as it stands."""
PAST = 10
"""Requests that it takes to see what is shown past a cache."""
USUAL = frozenset(
    {"{page}/{mark}.css", "{page};{mark}.css", "{page}%0a{mark}.css", "{page}.css?{mark}", "{page}?{mark}.css"}
)
"""Disguises for an operation whose path has a shape that none before it had."""


@dataclass(slots=True)
class Trial:
    """What came of the answers so far."""

    looker: "Looker"
    surface: str
    allowance: Allowance
    controls: "list[View]" = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    seen: "list[View]" = field(default_factory=list)
    """A's controls of what was dressed."""
    dressed: list[Aside] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    blind: str = ""
    open: list[str] = field(default_factory=list)
    _made: list[str] = field(default_factory=list)
    _served: frozenset[str] = frozenset()
    """The disguises in which A was served an answer."""
    _shapes: set[str] = field(default_factory=set)
    _fewer: list[str] = field(default_factory=list)

    @property
    def needs(self) -> int:
        """Requests that the next answer may take."""
        return PLAINLY + (2 * len(USUAL) if self.dressed else 2 * len(FORMS))

    async def of(self, one: "OwnAnswer", *, profile: bool) -> None:
        """Tries one more; the profile is nobody's but the asker's."""
        if "#" in one.url:
            self.passed.append(f"{one.name} travels in a POST, which no cache keeps")
            return
        a, b = self.looker.a.principal, self.looker.b.principal
        self.allowance.took(1)
        other = await self.looker.view(fresh(one.url), b)
        if one.of_one and not other.status:
            self.passed.append(f"{one.name} was not answered ({other.line})")
            return
        # Where B is shown what is A's beside their own, a list in another order shows nobody A's alone.
        both = other.own and not other.shows
        if (both or other.shows == a) and not KEPT.search(other.cache):
            await self._shown_to_b(one, other, alone=profile and not both)
            return
        self.allowance.took(1)
        mine = await self.looker.view(fresh(one.url), a)
        if one.of_one and not mine.own and not mine.shows:
            self.passed.append(f"{one.name} shows {a} no mark of theirs now ({mine.line})")
            return
        tried = await (briefly if one.of_one else plainly)(self.looker, one.name, one.url, mine)
        self.allowance.took(sum(len(aside.views) for aside in tried))
        self.controls += (other, mine)
        self.asides += tried
        await self._dress(one, mine, opened=bool(tried[-1].views[-1].shows))

    def fewer(self) -> tuple[str, ...]:
        """A line on the answers that were tried in fewer disguises than the first."""
        why = f"they were tried in those in which the API served an earlier answer, and {len(USUAL)} usual ones for each new shape of path"
        return left_out(self._fewer, f"operations in some of the {len(FORMS)} disguises", why)

    async def _shown_to_b(self, one: "OwnAnswer", other: "View", *, alone: bool) -> None:
        """B is shown what is A's at an address of B's own: by the API or by a cache."""
        a, b = self.looker.a.principal, self.looker.b.principal
        self.allowance.took(PAST)
        if shown := (await past(self.looker, other.url)).views:
            self.controls.append(shown[0])
            self.asides.append(Aside(one.name, one.url, shown[1:]))
        elif alone:  # whose it is depends on who asks: nobody shares a profile
            self.blind = f"{one.name} shows {b} what is {a}'s at an address of their own"
            self.passed.append(f"{one.name} shows {b} what is {a}'s, whatever the cache does")
        elif other.cache == SILENT and (why := await unsettled(self.looker, self.surface, other.url, self._made)):
            self.open.append(f"{one.name} shows {b} what is {a}'s ({why})")
        else:
            self.passed.append(f"{one.name} shows {b} what is {a}'s, whatever the cache does")

    async def _dress(self, one: "OwnAnswer", mine: "View", *, opened: bool) -> None:
        """The first in every disguise, others in fewer; none where nobody is given it without one."""
        if not self.dressed:
            self.seen.append(mine)
            if mine.own and not opened:
                self.dressed = await in_disguise(self.looker, one.name, one.url, USUAL_FOLDER)
                self._served = served(one.name, one.url, USUAL_FOLDER, self.dressed)
                self._shapes.add(one.shape)
                self.allowance.took(sum(len(aside.views) for aside in self.dressed))
            return
        if not mine.own or opened:
            return
        forms = self._served if one.shape in self._shapes else self._served | USUAL
        tried = await in_some(self.looker, one.name, one.url, USUAL_FOLDER, forms)
        self._shapes.add(one.shape)
        self._served |= served(one.name, one.url, USUAL_FOLDER, tried)
        self._fewer.append(one.name)
        self.allowance.took(sum(len(aside.views) for aside in tried))
        self.seen.append(mine)
        self.dressed += tried
