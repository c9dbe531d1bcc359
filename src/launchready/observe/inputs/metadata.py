"""The cloud's metadata services, and what nobody but they say: proof that a product fetched from them and showed it.

What is asked for is a list of names or a refusal, never a credential. A service is asked only where consent.scope names it.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.declare.model import Consent


@dataclass(frozen=True, slots=True)
class Service:
    """One address of a cloud's."""

    cloud: str
    url: str
    words: tuple[str, ...]
    enough: int
    """How many of the words one text must hold."""

    def found_in(self, text: str) -> str:
        """The words of the service that a text holds; empty where they are too few to prove anything."""
        found = [one for one in self.words if one in text]
        return ", ".join(found) if len(found) >= self.enough else ""


_EC2 = ("ami-id", "ami-launch-index", "instance-id", "instance-type", "local-hostname", "reservation-id", "placement/")
SERVICES = (
    Service("Amazon EC2", "http://169.254.169.254/latest/meta-data/", _EC2, 4),
    Service("Amazon EC2", "http://[fd00:ec2::254]/latest/meta-data/", _EC2, 4),
    Service("Google Cloud", "http://metadata.google.internal/", ("computeMetadata/", "0.1/"), 2),
    Service(
        "Azure",
        "http://169.254.169.254/metadata/instance?api-version=2021-02-01",
        ("Required metadata header not specified",),
        1,
    ),
    Service(
        "DigitalOcean",
        "http://169.254.169.254/metadata/v1/",
        ("vendor-data", "user-data", "public-keys", "interfaces/", "floating_ip/"),
        4,
    ),
)


def services(consent: Consent) -> tuple[Service, ...]:
    """The services that the owner lets the product be sent to."""
    return tuple(one for one in SERVICES if consent.covers((urlsplit(one.url).hostname or "").strip("[]")))
