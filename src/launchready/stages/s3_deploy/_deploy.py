"""Tells what a rehearsed command took from where it ran: a fact for whoever takes the product over."""

from launchready.observe.ops.rehearsal import Asked, Reads

NAMED = 8


def told_reads(reads: Reads, given: tuple[str, ...]) -> str:
    """The files that it opened and the variables that it asks for, in one sentence."""
    told = [_files(reads)]
    if reads.home:
        told.append(f"meanwhile it, or another program, opened {_some(reads.home)} in the home of whoever runs this")
    if reads.variables:
        told.append(
            f"variables in what it opened: {'; '.join(_variable(one, given) for one in reads.variables[:NAMED])}"
        )
        if len(reads.variables) > NAMED:
            told.append(f"and {len(reads.variables) - NAMED} more")
    if reads.needed:
        told.append(f"it fails without {', '.join(reads.needed)}")
    if reads.spare:
        told.append(f"it works without {', '.join(reads.spare)} as well")
    return "; ".join(told)


def _files(reads: Reads) -> str:
    if reads.without:
        return f"what it opened was not seen ({reads.without})"
    if not reads.files:
        return "it opened no file of the clone"
    return f"of the clone it opened {_some(reads.files)}{'' if reads.is_whole else ', and more than could be followed'}"


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _variable(one: Asked, given: tuple[str, ...]) -> str:
    if one.name in given:
        return f"{one.name} (given)"
    return f"{one.name} (not given; {f'told in {one.written}' if one.written else 'written nowhere'})"
