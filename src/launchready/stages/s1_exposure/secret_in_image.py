"""Reads container images and other built things, deleted files of lower layers too, for keys that somebody could use."""

from launchready.check import Check, Impact, NotApplicable, Remedy, Touch, Verdict
from launchready.declare.model import RepositorySurface
from launchready.observe.secrets.places.gather import NOTHING
from launchready.observe.secrets.repository import SecretsOf
from launchready.observe.world import World
from launchready.stages.s1_exposure._secrets import Seen, at_lines, judge, revoke


class SecretInImage(Check[RepositorySurface, Seen]):
    """A key that works is inside what is shipped: whoever can pull the image or get the package holds the key.

    What it does
        Reads the images that launch.toml names (`images`: a file of `docker save`, or the folder of an OCI layout): the
        environment, labels, every step with its arguments, and each file of each layer, also those that a later layer deletes.
        Then the other built things (`artifacts`): packages, archives in archives, documents, Terraform's state. With the rules
        of the Kingfisher engine and our own, offline. What is named and not there is Unknown.

    Why it is bad
        A layer keeps what it was given. `COPY .env` and `RUN rm .env` in the next line ship the file all the same, and an
        `ARG` that is used stands in the history of the image, for everybody who can pull it.

    See it yourself
        docker history --no-trunc IMAGE; docker save IMAGE | tar -x -C /tmp/image && grep -rlaE 'sk_live_|ghp_' /tmp/image
    """

    title = "A live-looking secret is in an image or another built thing"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-2", "EXP-3")
    refs = ("CWE-798", "CWE-538", "A02:2025", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    faults = ("dep-secret-in-image",)
    deadline_s = 240.0

    async def look(self, at: RepositorySurface, world: World) -> Seen:
        """Takes the built things out of the one scan of the repository."""
        if not at.images and not at.artifacts:
            return Seen("", NOTHING, control=True)
        found = await world.ask(SecretsOf(at.name))
        return Seen(found.folder, found.shipped, found.control)

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each secret in what is shipped."""
        if not seen.folder:
            return NotApplicable(
                "launch.toml names no image and no other built thing of this repository (images, artifacts)"
            )
        return judge(seen, "what is built from the repository", at_lines(seen))

    def remedy(self, seen: Seen) -> Remedy:
        """Revoke, mount, ignore."""
        return revoke(
            seen,
            "Then give the build its secrets by a mount (RUN --mount=type=secret) and the product its own at the start, list "
            ".env and keys in .dockerignore, build anew, and delete the old image from each registry.",
        )
