"""What careless deployments leave in the open: where it usually lies, and how it is known by its content."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from launchready.observe.inputs.dumps import shows_state
from launchready.observe.net.metrics import private_metrics
from launchready.observe.secrets.inside import is_internal

SETTINGS, REPOSITORY, BACKUP, CONSOLE, STATE = "settings", "repository", "backup", "console", "state"
"""The families: each is one check's."""

Names = tuple[str, ...]
Sniff = Callable[[str], Names | None]
"""Names of what is in it (variables, tables), never values; None where it is something else."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How one kind of thing is known, whatever the path and the status said."""

    what: str
    """`an environment file`."""
    sniff: Sniff


VARIABLE = re.compile(r"^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]{2,})\s*=\s*\S")
PUBLIC_VARIABLE = re.compile(
    r"^(VITE|NEXT_PUBLIC|REACT_APP|PUBLIC|NUXT_PUBLIC|GATSBY|EXPO_PUBLIC|VUE_APP|NODE_ENV$|MODE$)"
)
"""Variables that are built into the front end, for everybody to read."""
ZIPPED = re.compile(r"PK\x03\x04[\s\S]{18,40}?([\w./@ -]{3,120})")
CODE_IN_ZIP = re.compile(
    r"(?i)\.(sql|env|py|php|rb|java|go|ts|sqlite3?|db|bak|ya?ml|lock|pem|key)$|package\.json$|\.git/|wp-content|config"
)


def _has(*patterns: str, names: str = "") -> Sniff:
    """All of the patterns; what the group of `names` catches is told."""
    compiled = [re.compile(pattern, re.MULTILINE) for pattern in patterns]
    naming = re.compile(names, re.MULTILINE) if names else None

    def sniff(body: str) -> Names | None:
        if not all(pattern.search(body) for pattern in compiled):
            return None
        return tuple(dict.fromkeys(naming.findall(body))) if naming else ()

    return sniff


def _starts(*beginnings: str) -> Sniff:
    return lambda body: () if body.startswith(beginnings) else None


def _environment(body: str) -> Names | None:
    lines = [line for line in body.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    variables = [match[1] for line in lines if (match := VARIABLE.match(line))]
    if not lines or "<" in body[:200] or len(variables) < max(1, len(lines) // 2):
        return None
    return tuple(variables) if not all(PUBLIC_VARIABLE.match(one) for one in variables) else None


def _lock(body: str) -> Names | None:
    """A list of packages that tells of the inside: a server of packages there, or a password in an address."""
    try:
        value = json.loads(body)
    except ValueError:
        return None
    if not isinstance(value, dict) or "lockfileVersion" not in value:
        return None
    hosts = dict.fromkeys(re.findall(r'"resolved": ?"https?://([^/"]+)/', body))
    inside = [host for host in hosts if "@" in host or is_internal(host.rpartition("@")[2].partition(":")[0])]
    return tuple(host.rpartition("@")[2] for host in inside) if inside else None


def _zip(body: str) -> Names | None:
    names = tuple(dict.fromkeys(ZIPPED.findall(body)))
    return tuple(name for name in names if CODE_IN_ZIP.search(name)) or None if body.startswith("PK\x03\x04") else None


def _actuator(body: str) -> Names | None:
    """Spring's list of what it opens, where more is on it than health."""
    try:
        links = json.loads(body)["_links"]
    except (ValueError, KeyError, TypeError):
        return None
    told = ("heapdump", "env", "threaddump", "configprops", "loggers", "mappings", "beans", "httpexchanges", "logfile")
    return tuple(name for name in told if name in links) or None if isinstance(links, dict) else None


def _state(body: str) -> Names | None:
    what, names = shows_state(body)
    return (what, *names) if what else None


PROOFS: dict[str, tuple[Proof, ...]] = {
    SETTINGS: (
        Proof("a private key", _has(r"\A\s*-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")),
        Proof("the keys of a cloud account", _has(r"^\s*aws_secret_access_key\s*=\s*\S", names=r"^\s*\[([\w-]+)\]")),
        Proof("a package manager's token", _has(r"^\s*//[^\s=]+:_(?:authToken|auth|password)\s*=\s*[^\s$]")),
        Proof("passwords in hashed form", _has(r"\A[\w.@-]+:(?:\$apr1\$|\$2[aby]\$|\{SHA\}|\$[56]\$)")),
        Proof("stored passwords of git", _has(r"\Ahttps?://[^\s:/]+:[^\s@]+@[\w.-]+\s*$")),
        Proof(
            "the settings of a PHP site",
            _has(r"define\(\s*['\"]DB_PASSWORD['\"]", names=r"define\(\s*['\"](\w+)['\"]"),
        ),
        Proof(
            "a state of Terraform",
            _has(r"\A\s*\{", r'"terraform_version"\s*:', r'"serial"\s*:', names=r'"type": ?"(\w+)"'),
        ),
        Proof("a password of an image store", _has(r'\A\s*\{\s*"auths"\s*:\s*\{', r'"auth"\s*:\s*"\S')),
        Proof(
            "the settings of an upload tool", _has(r"\A\s*[\[{]", r'"host"\s*:', r'"(?:password|passphrase)"\s*:\s*"\S')
        ),
        Proof("the settings of a database", _has(r"^\s+adapter:\s*\w", r"^\s+(?:database|url):", names=r"^(\w+):")),
        Proof(
            "connection strings",
            _has(r"\A\ufeff?\s*\{", r'"ConnectionStrings"\s*:\s*\{', names=r'"(\w+)"\s*:\s*"[^"]*[Pp]assword='),
        ),
        Proof("a compose file", _has(r"^services:\s*$", r"^\s+(?:image|build):", names=r"^  ([\w-]+):\s*$")),
        Proof("a list of packages that names the inside", _lock),
        Proof("a core dump", _starts("\x7fELF")),
        Proof("an environment file", _environment),
    ),
    REPOSITORY: (
        Proof("a git repository", _has(r"\A(?:ref: refs/\S+|[0-9a-f]{40})\s*\Z", names=r"\A(.+)")),
        Proof(
            "the settings of a git repository",
            _has(r"^\[core\]", r"repositoryformatversion", names=r'^\[(remote "[^"]+")\]'),
        ),
        Proof("the database of a Subversion working copy", _has(r"\ASQLite format 3", r"(?i)WCROOT|PRISTINE")),
        Proof("a Mercurial repository", _has(r"\A(?:[a-z][\w.-]+\n){2,}\Z", r"^revlogv1$")),
        Proof("a folder's list of files (.DS_Store)", _has(r"\A\x00\x00\x00\x01Bud1")),
    ),
    BACKUP: (
        Proof(
            "a database dump",
            _has(
                r"^\s*(?:CREATE TABLE|INSERT INTO|-- (?:MySQL|PostgreSQL|MariaDB) (?:database )?dump|PRAGMA foreign_keys)",
                names=r"(?i)^\s*CREATE TABLE (?:IF NOT EXISTS )?[`\"]?(?:\w+\.)?[`\"]?(\w+)",
            ),
        ),
        Proof("a database", _has(r"\ASQLite format 3", names=r"(?i)CREATE TABLE [`\"]?(\w+)")),
        Proof("a database dump", _starts("PGDMP")),
        Proof("an archive of code or data", _zip),
        Proof("a compressed archive", _starts("\x1f\ufffd\x08", "7z\ufffd\ufffd'\x1c")),
    ),
    CONSOLE: (
        Proof(
            "the sign-in of a database's console (phpMyAdmin)",
            _has(r"<title>\s*phpMyAdmin|pma_username|phpmyadmin\.css\.php"),
        ),
        Proof(
            "the sign-in of a database's console (Adminer)",
            _has(r"<title>[^<]*Adminer</title>", r'name=["\']auth\[server\]'),
        ),
        Proof("the sign-in of a database's console (H2)", _has(r"<title>H2 Console</title>")),
        Proof("a database's console (Mongo Express)", _has(r"<title>[^<]*Mongo Express</title>")),
        Proof(
            "a search engine (Elasticsearch)", _has(r'"tagline"\s*:\s*"You Know, for Search"|^health status index\s')
        ),
        Proof(
            "a search engine's console (Kibana)", _has(r'\A\{"name":"[^"]*","uuid":"[^"]*","version":\{', r'"overall"')
        ),
        Proof(
            "the dashboards of Grafana",
            _has(r'\A\[\{"id":\d+', r'"type":"dash-(?:db|folder)"', names=r'"title":"([^"]{1,60})"'),
        ),
        Proof(
            "the settings of Prometheus", _has(r'\A\{"status":"success","data":\{"yaml":', names=r"job_name: ([\w-]+)")
        ),
        Proof(
            "the traces of Jaeger",
            _has(r'\A\{"data":\["', r'"total":\d+,"limit":\d+,"offset":\d+,"errors":', names=r'"([\w.-]+)"(?=[,\]])'),
        ),
        Proof("a queue's console (RabbitMQ)", _has(r'"rabbitmq_version"\s*:', r'"management_version"\s*:')),
        Proof(
            "a queue's console (Flower)",
            _has(r"<title>Flower</title>|/static/js/flower\.js", r"workers-table|tasks-table|/tasks\b"),
        ),
        Proof(
            "a queue's console (Sidekiq)",
            _has(r"<title>[^<]*Sidekiq</title>", r"sidekiq/(?:queues|stylesheets)|class=\"navbar-brand\"|/queues\""),
        ),
        Proof("a queue's console (Horizon)", _has(r'"jobsPerMinute"\s*:', r'"failedJobs"\s*:')),
        Proof("a queue's console (Bull)", _has(r"<title>(?:Bull Dashboard|Bull Board|Arena)</title>")),
        Proof("a queue's console (Hangfire)", _has(r"<title>[^<]*Hangfire Dashboard")),
        Proof("an image store's list", _has(r'\A\{"repositories":\["', names=r'"([\w./-]+)"(?=[,\]])')),
        Proof(
            "a machine's containers (Docker)",
            _has(r'\A\[\{"Id":"[0-9a-f]{64}"', r'"Image":', names=r'"Names":\["/([^"]+)"'),
        ),
        Proof("a cluster's settings (Consul)", _has(r'\A\{"Config":\{', r'"NodeName"')),
        Proof("a build server's script console (Jenkins)", _has(r"<title>[^<]*(?:Jenkins|Hudson)", r'name="script"')),
        Proof("a search engine's console (Solr)", _has(r'"solr_home"\s*:|"lucene"\s*:\s*\{\s*"solr-spec-version"')),
    ),
    STATE: (
        Proof("what a Spring application opens", _actuator),
        Proof(
            "a debugger in which code is run (Werkzeug)",
            _has(r"Werkzeug Debugger|<title>Console //", r"EVALEX\s*=\s*true"),
        ),
        Proof("a debugger in which code is run (Ignition)", _has(r'\A\{"can_execute_commands":true')),
        Proof("every request and query (Telescope)", _has(r"window\.Telescope\s*=|<title>Telescope\b")),
        Proof("the properties of a Rails application", _has(r"<td class=\"name\">Rails version</td>|Rails\.root: ")),
        Proof("metrics that name customers or the inside", private_metrics),
        Proof("", _state),
    ),
}
"""What a text is, the surest first. A proof without words tells by its first name what it is."""

PATHS: dict[str, tuple[str, ...]] = {
    SETTINGS: (
        *("/.env", "/.env.production", "/.env.local", "/.env.bak", "/.npmrc", "/.aws/credentials", "/.ssh/id_rsa"),
        *("/id_rsa", "/.htpasswd", "/.git-credentials", "/.docker/config.json", "/.vscode/sftp.json", "/core"),
        *("/wp-config.php.bak", "/wp-config.php~", "/docker-compose.yml", "/terraform.tfstate", "/config/database.yml"),
        *("/appsettings.json", "/package-lock.json", "/server.key"),
    ),
    REPOSITORY: ("/.git/HEAD", "/.git/config", "/.svn/wc.db", "/.hg/requires", "/.DS_Store"),
    BACKUP: (
        *("/backup.sql", "/backup.zip", "/backup.tar.gz", "/dump.sql", "/db.sql", "/database.sql", "/db.sqlite3"),
        *("/{name}.sql", "/{name}.sql.gz", "/{name}.zip", "/{name}.tar.gz", "/{domain}.sql", "/{domain}.zip"),
        "/{domain}.tar.gz",
    ),
    CONSOLE: (
        *(
            "/phpmyadmin/",
            "/pma/",
            "/adminer.php",
            "/adminer",
            "/h2-console/login.jsp",
            "/mongo-express/",
            "/_cat/indices?v",
        ),
        *(
            "/kibana/api/status",
            "/api/search",
            "/grafana/api/search",
            "/api/v1/status/config",
            "/prometheus/api/v1/status/config",
        ),
        *(
            "/jaeger/api/services",
            "/api/overview",
            "/rabbitmq/api/overview",
            "/flower/",
            "/sidekiq",
            "/horizon/api/stats",
        ),
        *(
            "/admin/queues",
            "/hangfire",
            "/v2/_catalog",
            "/containers/json",
            "/v1/agent/self",
            "/script",
            "/solr/admin/info/system",
        ),
    ),
    STATE: (
        *(
            "/debug",
            "/debug/vars",
            "/debug/pprof/",
            "/actuator",
            "/actuator/env",
            "/metrics",
            "/phpinfo.php",
            "/info.php",
        ),
        *("/server-status", "/__debug__/", "/_profiler/", "/console", "/_ignition/health-check", "/telescope"),
        "/rails/info/properties",
    ),
}
"""A heap dump is never asked for: asking makes the server stop and write one. Spring's own list tells that it is there."""


def paths_of(family: str, domain: str) -> tuple[str, ...]:
    """What is asked for; `{name}` and `{domain}` are the product's."""
    name = domain.partition(".")[0]
    return tuple(path.replace("{name}", name).replace("{domain}", domain) for path in PATHS[family])


def known(body: str, family: str) -> tuple[str, Names]:
    """What a text is, by its content, and the names in it; nothing where it is none of what a family looks for."""
    for proof in PROOFS[family]:
        names = proof.sniff(body)
        if names is not None:
            return (proof.what, names) if proof.what else (names[0], names[1:])
    return "", ()
