"""Examples and traps of boundaries.schema-names-staff-operations."""

from launchready.observe.graphql.endpoint import BUNDLE, NOBODY
from launchready.stages.s2_boundaries.schema_names_staff_operations import SchemaNamesStaffOperations, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

EXAMPLES = (
    (Seen("/graphql", "buyer_a", ("adminUsers",), ""), Pass),
    (Seen("/graphql", NOBODY, ("adminUsers",), "", "curl …"), Fail),
    (Seen("/graphql", NOBODY, (), ""), Pass),
    (Seen("/graphql", BUNDLE, (), ""), Pass),
    (Seen("", "", (), "no GraphQL endpoint answers at /graphql"), NotApplicable),
    (Seen("/graphql", "", (), "no GraphQL endpoint answers at /graphql: timed out"), Unknown),
)


def test_a_public_schema_without_a_back_office_is_no_finding() -> None:
    assert isinstance(SchemaNamesStaffOperations().judge(Seen("/graphql", NOBODY, (), "")), Pass)
