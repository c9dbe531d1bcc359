"""A check's page as plain text that is Markdown too: the risk, what it does, how to see it yourself."""

import re
import textwrap

from launchready.verdict import Impact, Touch

WIDTH = 96
UNDERLINE = re.compile(r"^-{3,}\s*$")
HEADINGS = ("What it does", "Why it is bad", "See it yourself")
COMMANDS = ("$ ", "curl ", "dig ", "openssl ", "git ", "grep ", "nc ", "swaks ")
TOUCHES = {
    Touch.READ: "asks only what any visitor asks",
    Touch.PROBE: "sends requests that a visitor does not send, and changes nothing",
    Touch.WRITE: "creates, changes and deletes objects that the run itself makes",
    Touch.LOAD: "sends bursts",
}


def page(
    *,
    id: str,  # noqa: A002 - the check's own word for its name
    title: str,
    docstring: str,
    impact: Impact,
    rows: tuple[str, ...],
    refs: tuple[str, ...],
    touch: Touch,
    faults: tuple[str, ...],
) -> str:
    """The page of one check, from its docstring and facts."""
    facts = {
        "Impact": impact.words,
        "Touch": f"{touch.name.lower()}: {TOUCHES[touch]}",
        "Proves": ", ".join(rows),
        "See also": ", ".join(refs),
        "Shown by": ", ".join(f"`--fault {fault}`" for fault in faults),
    }
    listed = "\n".join(f"- {name}: {said}" for name, said in facts.items() if said)
    return f"# {title}\n\n`{id}`\n\n{_body(docstring)}\n\n## Facts\n\n{listed}\n"


def _body(docstring: str) -> str:
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", textwrap.dedent(docstring).strip()):
        lines = [line for line in block.split("\n") if not UNDERLINE.match(line)]
        heading = lines[0].strip().removesuffix(":").strip()
        if heading in HEADINGS:
            blocks.append(f"## {heading}")
            lines = lines[1:]
        if lines:
            blocks.append(_paragraph(lines))
    return "\n\n".join(blocks)


def _paragraph(lines: list[str]) -> str:
    """A paragraph filled anew; commands and lists keep their lines, commands as a block of code."""
    text = textwrap.dedent("\n".join(lines)).strip("\n")
    if text.startswith(("- ", "* ")):
        return text
    if any(line.startswith(COMMANDS) for line in text.split("\n")):
        return textwrap.indent(text, "    ")
    return textwrap.fill(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)
