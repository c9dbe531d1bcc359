"""The shapes of what stands around the product: `[network]`, `[dns]`, `[edge]`."""

from pydantic import Field

from launchready.declare.addresses import Address, AddressRange, Host, Port, PortKey, Record, ResolverAddress, Url
from launchready.declare.around import CLOUDFLARE, ClosedBy
from launchready.declare.calls import Shape
from launchready.declare.limits import Bound, LimitedOperation
from launchready.declare.values import Reference, Text


class NetworkShape(Shape):
    """How to reach a product that is not on the public network."""

    resolver: ResolverAddress | None = Field(None, description="The DNS server to ask.", examples=["127.0.0.1:5353"])
    ports: dict[PortKey, Port] = Field(
        {}, description="Where the product's ports really are.", examples=[{"80": 8080, "443": 8443}]
    )
    trust: Text | None = Field(None, description="A file of certificates to trust as well.", examples=["root.crt"])


class DnsShape(Shape):
    """What the zone should say; a difference is a finding."""

    provider: Text | None = Field(None, description="A name server of the provider.", examples=["ns1.example.com"])
    records: list[Record] = Field(
        [], description="`name TYPE data`, one record each.", examples=[["example.com MX 10 mail.example.com"]]
    )
    retired: list[Host] = Field(
        [], description="Names that must neither resolve nor be served any more.", examples=[["v1.example.com"]]
    )
    issuer: Host | None = Field(
        None,
        description="How CAA records name the authority that issues your certificates, where it is one of your own or you change "
        "to it; else it is read from the certificates.",
        examples=["pki.example.com"],
    )


class CloudflareShape(Shape):
    """A zone at Cloudflare whose settings, records and rules are read and compared with what is seen from outside."""

    token: Reference = Field(
        description="A token that may read the zone (Zone, DNS, Zone Settings, Config and Transform Rules: Read): a reference.",
        examples=["env:CLOUDFLARE_API_TOKEN"],
    )
    zone: Text | None = Field(
        None,
        description="The zone's id; found by the product's domain where it is not named.",
        examples=["023e105f4ecef8ad9ca31a8372d0c353"],
    )
    api: Url = Field(
        CLOUDFLARE, description="Where the API is; its host has to be in consent.scope.", examples=[CLOUDFLARE]
    )


class EdgeShape(Shape):
    """Where the edge and the origin are."""

    addresses: list[AddressRange] = Field(
        [], description="Addresses or ranges of the edge.", examples=[["203.0.113.0/24"]]
    )
    origin: list[Address] = Field(
        [], description="Addresses of the origin, which must refuse all but the edge.", examples=[["198.51.100.7"]]
    )
    cloudflare: CloudflareShape | None = Field(
        None,
        description="The zone at Cloudflare, to compare what is set with what is seen.",
        examples=[{"token": "env:CLOUDFLARE_API_TOKEN"}],
    )
    history: Text | None = Field(
        None,
        description="A file with addresses that your names once had (any text, CSV or JSON): each is asked for the product too. "
        "Leave out those that are somebody else's today.",
        examples=["dns-history.csv"],
    )
    floods: dict[LimitedOperation, Bound] = Field(
        {},
        description="What the edge lets one address do, by METHOD and path; a flood of a tenth more is sent where touch is load.",
        examples=[{"POST /auth/login": "300/minute"}],
    )
    closed_by: ClosedBy | None = Field(
        None,
        description="How the origin is kept shut, for the case that nothing from outside shows that its address is right: a tunnel (no "
        "port is open), a firewall (it answers nobody but the edge), the edge's client certificate, or a secret that the edge sends.",
        examples=["firewall"],
    )
