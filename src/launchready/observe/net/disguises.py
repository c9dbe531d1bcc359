"""Dresses the address of a private page as that of a file, in the ways in which a cache and a product read addresses differently."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.observe.errors import CannotLook
from launchready.observe.net.site import SiteTold

if TYPE_CHECKING:
    from launchready.observe.world import World

FORMS = (
    "{page}/{mark}.css",
    "{page}%2f{mark}.ico",
    "{page}%5c{mark}.css",
    "{page};{mark}.css",
    "{page};/{mark}.js",
    "{page}%3b{mark}.css",
    "{page}%00{mark}.js",
    "{page}%0a{mark}.css",
    "{page}%09{mark}.png",
    "{page}%23{mark}.png",
    "{page}%3f{mark}.css",
    "{page}%253f{mark}.js",
    "{page}.css?{mark}",
    "{page}?{mark}.css",
    "{page}/%2e%2e/{mark}.js",
    "{page}/..%2f{folder}/{mark}.js",
    "{page}%2f..%2f{folder}%2f{mark}.css",
    "{page};%2f%2e%2e%2frobots.txt?{mark}",
    "{page}%2f%2e%2e%2ffavicon.ico?{mark}",
    "/{folder}/..%2f{page}?{mark}",
    "/{folder}/%2e%2e/{page}?{mark}",
    "/{folder}/..%5c{page}?{mark}",
)
"""Addresses behind which a cache sees a file and a product may see the page: an ending, a mark that ends a name for one of
the two (`;`, an end of line, a null, `#` and `?` in their codes), and steps that one of them takes and the other does not."""
USUAL_FOLDER = "assets"


@dataclass(frozen=True, slots=True)
class Disguise:
    """One form of one page's address."""

    base: str
    """Scheme and host."""
    form: str
    page: str
    """The page's path, without a slash at its end."""
    folder: str

    def at(self, mark: str) -> str:
        """The address, with an ending of the run's own."""
        return f"{self.base}{self._path(mark)}"

    @property
    def shown(self) -> str:
        """The form, the same in every run."""
        return self._path("x")

    def _path(self, mark: str) -> str:
        beside = "" if self.form.startswith("{page}") else self.page.lstrip("/")
        path = self.form.format(page=beside or self.page, mark=mark, folder=self.folder)
        return path if path.startswith("/") else f"/{path}"


def disguised(url: str, folder: str) -> tuple[Disguise, ...]:
    """Every form of an address; what stands behind its question mark is left out."""
    parts = urlsplit(url)
    page = parts.path.rstrip("/")
    return tuple(Disguise(f"{parts.scheme}://{parts.netloc}", form, page, folder) for form in FORMS)


async def folder_of(world: "World", surface: str) -> str:
    """Where a site has the files that its cache keeps, as a path without slashes around it."""
    with suppress(CannotLook):
        site = await world.ask(SiteTold(surface))
        own = urlsplit(getattr(world.declaration.surface(surface), "url", None) or "").netloc
        for asset in site.assets:
            parts = urlsplit(asset)
            folder = parts.path.rpartition("/")[0].strip("/")
            if parts.netloc == own and folder:
                return folder
    return USUAL_FOLDER
