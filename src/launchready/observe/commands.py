"""Writes what was asked as commands with ordinary tools, so that a stranger can ask again: dig and openssl."""

import shlex

from launchready.declare.model import Network

DNS_PORT = 53


def dig(network: Network, name: str, kind: str, *options: str) -> str:
    """A DNS question as a dig command."""
    words = ["dig", "+noall", "+comments", "+answer", *options]
    if network.resolver:
        address, _, port = network.resolver.rpartition(":")
        words += [f"@{address}", "-p", port]
    return shlex.join([*words, name, kind])


def dig_at(address: str, port: int, name: str, kind: str, *options: str) -> str:
    """A question to one server, over TCP, as a dig command."""
    where = [f"@{address}", *(["-p", str(port)] if port != DNS_PORT else [])]
    return shlex.join(["dig", "+tcp", *options, *where, name, kind])


def curl_following(network: Network, url: str) -> str:
    """A request that follows redirects, at whatever port they lead to, as a curl command."""
    words = ["curl", "-sS", "-i", "-L", "--max-redirs", "20"]
    for port, target in network.ports:
        words += ["--connect-to", f":{port}:127.0.0.1:{target}"]
    if network.trust:
        words += ["--cacert", str(network.trust)]
    return shlex.join([*words, url])


def openssl(network: Network, host: str, address: str, *options: str) -> str:
    """A handshake as an openssl command; with no options it shows the certificate."""
    port = dict(network.ports).get(443, 443)
    at = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    words = ["openssl", "s_client", "-connect", at, "-servername", host, *options]
    if network.trust:
        words += ["-CAfile", str(network.trust)]
    if options:
        return f"{shlex.join(words)} </dev/null"
    return f"{shlex.join([*words, '-verify_hostname', host])} </dev/null | openssl x509 -noout -subject -issuer -dates -ext subjectAltName"
