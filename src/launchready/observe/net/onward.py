"""Signs in by links that name where to go next, as a browser does, and reads where the answer to the sign-in sends people."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from launchready.declare.model import Call, Principal, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.forms import Form, forms_of
from launchready.observe.net.redirects import REDIRECTS, Jar, leads_to
from launchready.observe.question import Question
from launchready.observe.who.granted import lets_in
from launchready.observe.who.session import filled, request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

USUAL = (
    *(
        "next",
        "return_to",
        "returnTo",
        "return_url",
        "returnUrl",
        "redirect",
        "redirect_to",
        "redirect_uri",
        "redirectTo",
    ),
    *("callbackUrl", "continue", "from", "url", "back", "goto", "destination", "ReturnUrl", "rd", "referer"),
)
"""Parameters of sign-in links that products and frameworks know, all asked at once."""
HOPS = 3
"""Redirects on the sign-in's own host that are followed to its form."""


@dataclass(frozen=True, slots=True)
class Onward:
    """Where one sign-in, by a link that names where to go, sent its customer."""

    parameter: str
    """Empty where the link had all of them, each with a place of its own on the site."""
    asked: str
    location: str
    """Where the answer to the sign-in sends people; empty where nowhere."""
    line: str
    curl: str


@dataclass(frozen=True, slots=True)
class SignedOnward:
    """What sign-ins by such links come to."""

    by: str
    """Who signed in; empty where nobody does so by a form of this site."""
    path: str = ""
    parameter: str = ""
    """The one that the sign-in follows to a place on the site: the control; empty where it follows none."""
    control: Onward | None = None
    tried: tuple[Onward, ...] = ()
    taken: Onward | None = None
    """The sign-in that sent its customer to our host."""
    untold: str = ""
    """Why a sign-in could not be seen; empty where it could."""


@dataclass(frozen=True, slots=True)
class SignInsOnward(Question[SignedOnward]):
    """Does the sign-in send people to any host that its link names?"""

    surface: str
    host: str
    """Ours, at which nothing answers."""
    known: tuple[str, ...] = ()
    """Parameters of the sign-in's links that pages of the product name."""

    async def ask(self, world: "World") -> SignedOnward:
        """One sign-in with every parameter and a place on the site; then at most three with our host in the one that counts."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.host is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        found = _who(world, at)
        if found is None:
            return SignedOnward("")
        who, call = found
        names = tuple(dict.fromkeys((*self.known, *USUAL)))
        places = {name: f"/{self.host.partition('.')[0]}-{number}" for number, name in enumerate(names)}
        link = f"{at.at(call.path).partition('?')[0]}?{urlencode(places)}"
        told = SignedOnward(who.name, call.path)
        control, why = await self._signed_in(who, call, link, world)
        if why:
            return replace(told, untold=why)
        parameter = next((name for name, place in places.items() if _is_at(control.location, place)), "")
        told = replace(told, control=replace(control, asked=places.get(parameter, "")), parameter=parameter)
        if not parameter:
            return told
        tried: list[Onward] = []
        for spelling in harmful(self.host, at.host):
            link = f"{at.at(call.path).partition('?')[0]}?{urlencode({parameter: spelling})}"
            onward, why = await self._signed_in(who, call, link, world)
            if why:
                return replace(told, tried=tuple(tried), untold="" if tried else why)
            onward = replace(onward, parameter=parameter, asked=spelling)
            tried.append(onward)
            if leads_to(link, onward.location, self.host):
                return replace(told, tried=tuple(tried), taken=onward)
        return replace(told, tried=tuple(tried))

    async def _signed_in(self, who: Principal, call: Call, link: str, world: "World") -> tuple[Onward, str]:
        """One sign-in by a link; the reason where it was none."""
        jar = Jar()
        page = await _page(link, jar, world)
        forms = forms_of(page.body, page.request.url) if isinstance(page, Answer) else ()
        form = next((one for one in forms if one.of_kind("password") and one.method == "POST"), None)
        request = _filled(form, call, link, world)
        cookie = jar.header(request.url)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        held = (("Cookie", cookie),) if cookie else ()
        request = request.with_headers(*held, ("Origin", origin), ("Referer", link))
        reply = await world.send(request)
        onward = Onward("", "", "", reply.line(), world.curl(request))
        if not isinstance(reply, Answer):
            return onward, reply.line()
        location = (reply.header("Location") or "").strip() if reply.status in REDIRECTS else ""
        line = f"signed in at {link}: POST {urlsplit(request.url).path} answered {reply.status}"
        onward = replace(onward, location=location, line=f"{line} and sends to {location or 'nowhere'}")
        for value in (pair.partition(";")[0].partition("=")[2] for pair in reply.all("Set-Cookie")):
            if value:
                world.secrets.meet(value)
        if not lets_in(reply) or not (location or reply.all("Set-Cookie")):
            return onward, f"{who.name} was not signed in at {call.path}: it answered {reply.status}"
        return onward, ""


def harmful(host: str, own: str) -> tuple[str, ...]:
    """Our host in the spellings that pass most of what compares beginnings; each costs a sign-in, so they are few."""
    return f"//{host}/", f"/\\{host}/", f"https://{own}.{host}/"


def _who(world: "World", at: WebSurface) -> tuple[Principal, Call] | None:
    """Somebody who signs in at this site by a form; rather nobody whom the other checks need most."""
    found: list[tuple[Principal, Call]] = []
    for one in world.declaration.principals:
        calls = (*(call for _, call in one.sign_in_at), one.sign_in)
        own = [filled(call, one, world) for call in calls if call is not None and call.form]
        if not one.is_staff and not one.is_disposable:
            found += [(one, call) for call in own if urlsplit(request_of(call, world, {}).url).hostname == at.host]
    return found[-1] if found else None


async def _page(link: str, jar: Jar, world: "World") -> Reply:
    """The page of a sign-in, with the redirects on its own host followed."""
    url = link
    for _ in range(HOPS):
        cookie = jar.header(url)
        reply = await world.get(url, headers=(("Cookie", cookie),) if cookie else ())
        if not isinstance(reply, Answer):
            return reply
        jar.keep(url, reply.all("Set-Cookie"))
        target = urljoin(url, reply.header("Location") or "") if reply.status in REDIRECTS else ""
        if not target or urlsplit(target).hostname != urlsplit(link).hostname:
            return reply
        url = target.partition("#")[0]
    return reply


def _filled(form: Form | None, call: Call, link: str, world: "World") -> Request:
    """The form as the page has it, with the declared fields; where the page shows none, what is declared, at the link."""
    declared = request_of(call, world, {})
    if form is None or urlsplit(form.action).hostname != urlsplit(link).hostname:
        return replace(declared, url=f"{declared.url}?{urlsplit(link).query}", by=None)
    given = world.secrets.fill(dict(call.form))
    assert isinstance(given, dict)
    values = {name: str(value) for name, value in given.items()}
    own = {one.name for one in form.inputs}
    pairs = [(one.name, values.get(one.name, one.value)) for one in form.inputs]
    pairs += [(name, value) for name, value in values.items() if name not in own]
    return replace(declared, url=form.action, body=urlencode(pairs), by=None)


def _is_at(location: str, place: str) -> bool:
    return urlsplit(location).path == place
