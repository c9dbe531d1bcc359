"""Writes Caddy's configuration: the public side of the edge, the origin's own door, and what the faults make of them."""

from dataclasses import dataclass
from pathlib import Path

from bazaar.town import names
from bazaar.town.caddy_headers import headers
from bazaar.town.certificates import Pair

BROKEN_PATH = "/campaigns/autumn"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the configuration is made of."""

    folder: Path
    """Where Caddy keeps its files."""
    http: int
    https: int
    edge: int
    app: int
    staging: int
    old: int
    tracker: int
    edge_key: str
    staff_hash: str
    """The staff's password for the admin host, as Argon2id."""
    root: Pair
    leaves: dict[str, Pair]
    """Certificates made by hand, by host; Caddy makes the others."""
    faults: frozenset[str]

    def behind(self, host: str) -> int:
        """The port of what answers for a host."""
        return {names.ERRORS: self.tracker, names.STAGING: self.staging}.get(host, self.app)


def written(plan: Plan) -> str:
    """The whole file."""
    hosts = (*names.SITES, *((names.BETA,) if "exp-undeclared-subdomain" in plan.faults else ()))
    old = (names.OLD,) if "exp-old-environment" in plan.faults else ()
    parts = [
        _globals(plan),
        *(_public(plan, host) for host in hosts),
        *(_alias(plan, host) for host in names.ALIASES),
        _policy_of_mail(plan),
        *(_old(plan, host) for host in old),
        _plain(plan, (*hosts, *old)),
        *(_origin(plan, host) for host in names.SITES),
        _nobody(names.EDGE_ADDRESS, 404),
        _nobody(names.ORIGIN_ADDRESS, 403),
    ]
    if "edg-not-proxied" in plan.faults:
        parts.append(_bare(plan, names.API))
    if "exp-unclaimed-page" in plan.faults:
        parts.append(_pages())
    if "exp-strangers-address" in plan.faults:
        parts.append(_tenant(plan))
    return "\n".join(parts)


def _globals(plan: Plan) -> str:
    return f"""{{
	admin off
	persist_config off
	http_port {plan.http}
	https_port {plan.https}
	skip_install_trust
	local_certs
	auto_https disable_redirects
	storage file_system {plan.folder}
	grace_period 1s
	log {{
		output file {plan.folder}/caddy.log
		level WARN
	}}
	servers {{
		protocols h1 h2
	}}
	pki {{
		ca local {{
			name "Bazaar"
			root {{
				cert {plan.root.certificate}
				key {plan.root.key}
			}}
		}}
	}}
}}
"""


def _public(plan: Plan, host: str) -> str:
    # What the world reaches: TLS, headers, and on the admin host a door before everything else.
    return f"""https://{host} {{
	bind {names.EDGE_ADDRESS}
{_tls(plan, host)}{headers(host, plan.faults)}{_door(plan, host)}{_slashes(plan, host)}	reverse_proxy 127.0.0.1:{plan.edge} {{
		header_up X-Forwarded-For {_client(plan)}
{_renamed(host)}	}}
	handle_errors {{
	{headers(host, plan.faults)}		respond "" {{err.status_code}}
	}}
}}
"""


def _alias(plan: Plan, host: str) -> str:
    if host == names.WWW and "dep-two-hosts" in plan.faults:
        answer = f"reverse_proxy 127.0.0.1:{plan.edge} {{\n\t\theader_up Host {names.WEB}\n\t}}"
    elif host == names.WWW and "dep-redirect-loop" in plan.faults:
        # TLS ends at one provider, who asks the next by plain HTTP, who sends to HTTPS: the classic loop.
        answer = f"redir http://{host}{{uri}} 301"
    elif host == names.WWW and "dep-query-lost" in plan.faults:
        answer = f"redir https://{names.WEB}{{path}} 301"
    elif host == names.SHOP and "dep-redirect-downgrade" in plan.faults:
        # The app behind TLS makes its addresses of what it sees: plain HTTP.
        answer = f"redir http://{names.WEB}{{uri}} 301"
    elif host == names.SHOP and "dep-redirect-detour" in plan.faults:
        answer = f"redir https://{names.WWW}{{uri}} 301"
    elif host == names.SHOP and "exp-broken-redirect" in plan.faults:
        answer = f"redir https://{names.WEB}{BROKEN_PATH} 301"
    else:
        answer = f"redir https://{names.WEB}{{uri}} 301"
    return f"""https://{host} {{
	bind {names.EDGE_ADDRESS}
{_tls(plan, host)}{headers(host, plan.faults)}	{answer}
}}
"""


def _policy_of_mail(plan: Plan) -> str:
    # Which server takes our mail; a policy that still names the one before it has senders refuse us.
    server = f"mx.{names.DOMAIN}" if "dep-mta-sts-mismatch" in plan.faults else names.MAIL
    lines = ("version: STSv1", "mode: enforce", f"mx: {server}", "max_age: 604800")
    text = "".join(f"{line}\n" for line in lines)
    return f"""https://{names.POLICY} {{
	bind {names.EDGE_ADDRESS}
	tls internal
{headers(names.POLICY, plan.faults)}	header Content-Type text/plain
	respond /.well-known/mta-sts.txt `{text}` 200
	respond 404
}}
"""


def _plain(plan: Plan, hosts: tuple[str, ...]) -> str:
    binds = f"{names.EDGE_ADDRESS} {names.BARE_ADDRESS} {names.OLD_ADDRESS}"
    served = [host for host in hosts if not (host == names.WEB and "dep-no-https-redirect" in plan.faults)]
    looping = "dep-redirect-loop" in plan.faults
    direct = [host for host in names.ALIASES if not (host == names.WWW and looping)]
    upgraded = [*served, names.POLICY, *(host for host in names.ALIASES if host not in direct)]
    parts = [
        f"{_http(upgraded)} {{\n\tbind {binds}\n\theader -Server\n\tredir https://{{host}}{{uri}} 308\n}}\n",
        # An alias goes to the one true name at once: one hop.
        f"{_http(direct)} {{\n\tbind {binds}\n\theader -Server\n\tredir https://{names.WEB}{{uri}} 301\n}}\n",
        f"http:// {{\n\tbind {names.EDGE_ADDRESS}\n\theader -Server\n\trespond 404\n}}\n",
    ]
    if "dep-no-https-redirect" in plan.faults:
        proxy = f"reverse_proxy 127.0.0.1:{plan.edge} {{\n\t\theader_up X-Forwarded-For {{remote_host}}\n\t}}"
        parts.append(f"{_http([names.WEB])} {{\n\tbind {binds}\n{headers(names.WEB, plan.faults)}\t{proxy}\n}}\n")
    return "\n".join(parts)


def _origin(plan: Plan, host: str) -> str:
    refuses = "" if "edg-origin-open" in plan.faults else "\trespond @stranger 403\n"
    return f"""https://{host} {{
	bind {names.ORIGIN_ADDRESS}
	tls internal
	header {{
		defer
		-Server
		-Via
	}}
	@stranger not header X-Edge-Key {plan.edge_key}
{refuses}	reverse_proxy 127.0.0.1:{plan.behind(host)} {{
		header_up X-Forwarded-For {{header.X-Forwarded-For}}
		header_up X-Edge-Key {plan.edge_key}
	}}
}}
"""


def _bare(plan: Plan, host: str) -> str:
    # The same server, found by its public name: no cache, no flood rules, nothing in front.
    return f"""https://{host} {{
	bind {names.BARE_ADDRESS}
	tls internal
{headers(host, plan.faults)}	reverse_proxy 127.0.0.1:{plan.behind(host)} {{
		header_up X-Forwarded-For {{remote_host}}
		header_up X-Edge-Key {plan.edge_key}
	}}
}}
"""


def _old(plan: Plan, host: str) -> str:
    # From before there was an edge: straight to the app.
    return f"""https://{host} {{
	bind {names.EDGE_ADDRESS}
	tls internal
{headers(host, plan.faults)}	reverse_proxy 127.0.0.1:{plan.old} {{
		header_up X-Forwarded-For {{remote_host}}
		header_up X-Edge-Key {plan.edge_key}
	}}
}}
"""


def _pages() -> str:
    # Another company's: whatever name it is asked for, nobody has claimed it.
    says = "<h1>404</h1><p><strong>There isn't a GitHub Pages site here.</strong></p>"
    return f"http:// {{\n\tbind {names.PAGES_ADDRESS}\n\theader Content-Type text/html\n\trespond `{says}` 404\n}}\n"


def _tenant(plan: Plan) -> str:
    # Another company's: whatever name leads here, it shows its own certificate and its own page.
    says = f'<title>Otters</title><link rel=canonical href="https://{names.TENANT}/"><p>Otters by post, since 1998'
    return f"""https://{names.PROMO} {{
	bind {names.TENANT_ADDRESS}
{_tls(plan, names.PROMO)}	header Content-Type text/html
	respond `{says}` 200
}}
"""


def _nobody(address: str, status: int) -> str:
    # A name that is not ours: without this, Caddy answers 200 with nothing in it.
    return f"https:// {{\n\tbind {address}\n\theader -Server\n\trespond {status}\n}}\n"


def _tls(plan: Plan, host: str) -> str:
    pair = plan.leaves.get(host)
    return f"\ttls {pair.certificate} {pair.key}\n" if pair else "\ttls internal\n"


def _renamed(host: str) -> str:
    # The preview shows the web app under another name.
    return f"\t\theader_up Host {names.WEB}\n" if host == names.BETA else ""


def _door(plan: Plan, host: str) -> str:
    if host != names.ADMIN:
        return ""
    return (
        f'\tbasic_auth argon2id "Bazaar staff" {{\n\t\tstaff {plan.staff_hash}\n\t}}\n\trequest_header -Authorization\n'
    )


def _slashes(plan: Plan, host: str) -> str:
    # A rule that somebody found for pretty addresses: the checkout has a slash at its end, and GETs go there.
    if host != names.API or "dep-post-lost" not in plan.faults:
        return ""
    return (
        "\t@bare path_regexp ^/orders/[^/]+/checkout$\n\tredir @bare {path}/?{query} 301\n"
        "\t@slashed path_regexp ^/orders/[^/]+/checkout/$\n\turi @slashed strip_suffix /\n"
    )


def _client(plan: Plan) -> str:
    # Afresh: whatever address the client claims in this header ends here.
    return '"{header.X-Forwarded-For}, {remote_host}"' if "bnd-limit-by-header" in plan.faults else "{remote_host}"


def _http(hosts: list[str]) -> str:
    return ", ".join(f"http://{host}" for host in hosts)
