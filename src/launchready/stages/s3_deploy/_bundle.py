"""What the checks of the bundle share: why silence about it proves nothing."""

from launchready.observe.secrets.bundle import Shipped


def unread(seen: Shipped) -> str:
    """Why not everything that is shipped was read; empty where it was."""
    silent = [file for file in seen.files if not file.read]
    if silent or not seen.files:
        return f"not everything could be read: {'; '.join(file.line for file in silent[:3]) or 'nothing'}"
    if seen.more:
        return f"{len(seen.files)} files were read, and {seen.more} more that the pages load were not"
    return ""
