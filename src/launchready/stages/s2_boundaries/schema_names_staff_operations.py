"""Asks a GraphQL endpoint for its schema as nobody, and looks whether that is a map of the back office."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.api.kinds import is_admin
from launchready.observe.errors import CannotLook
from launchready.observe.graphql.endpoint import BUNDLE, NOBODY, Graphql, asking
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Who is given the schema, and what of the staff's it names."""

    endpoint: str
    """Empty where no GraphQL endpoint answers."""
    told_by: str
    staff: tuple[str, ...]
    because: str
    curl: str = ""


class SchemaNamesStaffOperations(Check[ApiSurface, Seen]):
    """Anybody is given the GraphQL schema, and it names every operation of your staff.

    What it does
        Asks the GraphQL endpoint for its schema as nobody. An open schema is no leak by itself: it is like a published
        OpenAPI document. It is told of where it names operations of the staff, which no customer has a use for.

    Why it is bad
        It opens nothing, but it is a map: who looks for a forgotten check of a role starts with the names of what is worth it.

    See it yourself
        Send `{ __schema { mutationType { fields { name } } } }` without credentials.
    """

    title = "The GraphQL schema that everybody reads names the staff's operations"
    impact = Impact.GOOD_TO_KNOW
    rows = ("BND-5",)
    refs = ("API8:2023", "CWE-200")
    touch = Touch.PROBE
    faults = ("bnd-graphql-introspection",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the schema with whatever reads the API's operations."""
        try:
            facts = await world.ask(Graphql(at.name))
        except CannotLook as unknown:
            return Seen(at.graphql or "", "", (), str(unknown))
        staff = tuple(one.field for one in facts.operations if is_admin(one.operation))
        asked = asking(
            at.at(facts.endpoint), "{ __schema { queryType { fields { name } } mutationType { fields { name } } } }"
        )
        return Seen(facts.endpoint, facts.told_by, staff, "", world.curl(asked))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where nobody in particular reads of the staff's operations."""
        if seen.because:
            return Unknown(seen.because) if seen.endpoint else NotApplicable(seen.because)
        if seen.told_by != NOBODY:
            who = (
                "only the operations that the front end ships are known"
                if seen.told_by == BUNDLE
                else f"{seen.told_by} reads it"
            )
            return Pass("nobody in particular is given the schema", f"the endpoint {seen.endpoint} answers, and {who}")
        if not seen.staff:
            return Pass("the schema that anybody reads names nothing of the staff's", f"it was read at {seen.endpoint}")
        names = ", ".join(seen.staff[:5])
        return Fail(
            f"without credentials, {seen.endpoint} tells a schema that names {names}",
            (
                Evidence(
                    f"the schema of {seen.endpoint}, asked by nobody",
                    f"operations of the staff: {', '.join(seen.staff[:20])}",
                ),
            ),
            (seen.curl,),
            (seen.endpoint,),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A schema for whoever needs it."""
        del seen
        return Remedy(
            "Answer introspection only to who is signed in, or keep the staff's operations in a schema of their own, at an address "
            "of their own. It replaces no check of a role in the resolvers.",
            Effort.HOURS,
            "new ApolloServer({ introspection: process.env.NODE_ENV !== 'production' })",
        )
