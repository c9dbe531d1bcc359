"""What a CI needs to run the gate: where the declaration is, and which secrets it reads from the environment."""

import re
from dataclasses import dataclass

VARIABLE = re.compile(r"[\"']env:([A-Za-z_][A-Za-z0-9_]*)")
FILE = re.compile(r"[\"'](file|cmd):")
RESERVED = ("GITHUB_", "CI_", "GITLAB_", "RUNNER_")
"""Beginnings of names that a CI keeps for itself."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written into a workflow."""

    declaration: str
    """Its path in the repository."""
    version: str
    """Of Launch Ready: the one that wrote the baseline."""
    branch: str
    variables: tuple[str, ...]
    """Names that `env:` references of the declaration read."""
    elsewhere: bool
    """Whether secrets are also read from a file or a command, which the CI must have."""


def plan(text: str, declaration: str, version: str, branch: str) -> Plan:
    """Reads the references out of a declaration's text, comments aside."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    names = tuple(dict.fromkeys(VARIABLE.findall(lines)))
    return Plan(declaration, version, branch, names, FILE.search(lines) is not None)


def reserved(made: Plan) -> tuple[str, ...]:
    """Names that no CI lets anybody set: they need another in the declaration."""
    return tuple(name for name in made.variables if name.startswith(RESERVED))


def remarks(made: Plan) -> tuple[str, ...]:
    """What the owner must see to, a line each."""
    lines = [
        f"Secrets to set in the CI: {', '.join(made.variables)}."
        if made.variables
        else "The declaration reads no secret from the environment."
    ]
    if made.elsewhere:
        lines.append("Some secrets are read from a file or a command (file:, cmd:): the CI must have it, or use env:.")
    lines += [
        f"{name} is a name that CIs keep for themselves: call the variable otherwise in {made.declaration}."
        for name in reserved(made)
    ]
    return tuple(lines)
