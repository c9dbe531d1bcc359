"""What the checks of uploads share: why nothing can be told of them."""

from collections.abc import Sequence

from launchready.observe.inputs.uploads import Upload, UploadsSeen

TOO_MANY = 429


def unknown(seen: UploadsSeen, files: Sequence[Upload]) -> str:
    """Why nothing can be told of some files; empty where something can."""
    for one in files:
        if seen.good(one.operation) is None:
            return f"{one.operation} took no ordinary file either"
        if one.status in {0, TOO_MANY} or one.status >= 500:  # noqa: PLR2004 - neither yes nor no
            return f"{one.operation}, {one.what}: it was not answered with yes or no ({one.status})"
    return ""
