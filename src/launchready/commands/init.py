"""Writes a first launch.toml from what can be seen of a product; asks five questions at most, and five more of a chatbot."""

import asyncio
from pathlib import Path

import click

from launchready.asking import fail
from launchready.declare.model import Network
from launchready.first.initialize import FILE, SCHEMA, InitError, init
from launchready.first.questions import NoAnswerError, Question, default_answers


@click.command("init")
@click.argument("url")
@click.option("--repo", type=click.Path(path_type=Path), help="The product's repository: env files, routes, CI files.")
@click.option(
    "--auth", type=click.Path(path_type=Path), help="An authentication file of Web Fuzzing Commons: the users."
)
@click.option("--yes", is_flag=True, help="Take the default of every question.")
@click.option("--force", is_flag=True, help="Write over a launch.toml that is there.")
@click.option("--resolver", metavar="ADDRESS:PORT", help="Ask this DNS server (a product off the public network).")
@click.option("--port", "ports", multiple=True, metavar="443=8443", help="Where a port of the product really listens.")
@click.option("--trust", type=click.Path(path_type=Path), help="Certificates to trust, as a PEM file.")
def command(
    url: str,
    repo: Path | None,
    auth: Path | None,
    *,
    yes: bool,
    force: bool,
    resolver: str | None,
    ports: tuple[str, ...],
    trust: Path | None,
) -> None:
    """Looks at the product at URL as any visitor does, and writes launch.toml with each guess marked as a guess."""
    path = Path(FILE)
    if path.exists() and not force:
        fail(f"{path} is there already; move it away or say --force")
    network = Network(resolver, tuple(_port(one) for one in ports), trust)
    try:
        made = asyncio.run(init(url, repo, default_answers if yes else _ask, network=network, auth=auth))
    except (InitError, NoAnswerError) as error:
        fail(str(error))
    path.write_text(made.text, encoding="utf-8")
    SCHEMA.parent.mkdir(parents=True, exist_ok=True)
    SCHEMA.write_text(made.schema, encoding="utf-8")
    for line in made.seen:
        click.echo(f"seen: {line}")
    click.echo(f"{path} is written, with {len(made.guesses)} guesses marked in it; {made.sent} requests were sent.")
    click.echo("Read it aloud: each line must be true. Then `launchready doctor`, then `launchready audit`.")


def _ask(question: Question) -> str:
    if question.refused:
        click.echo(question.refused, err=True)
    answer: str = click.prompt(f"{question.text}\n  ({question.why})", default=question.default)
    return answer


def _port(text: str) -> tuple[int, int]:
    port, _, real = text.partition("=")
    if not (port.isdigit() and real.isdigit()):
        fail(f"--port {text} is not of the form 443=8443")
    return int(port), int(real)
