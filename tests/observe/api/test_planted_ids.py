"""An operation's path is filled with the ids that its places name, the object's own last."""

import pytest

from launchready.observe.api.operation import Operation
from launchready.observe.api.planted import Planted

OWN = Planted("/outputs", "output", "ann", ("o1",), ("c",), "GET /outputs/{id}", "curl", (("conversation", "t1"),))


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("/outputs", ("o1",)),
        ("/outputs/{output_id}", ("o1",)),
        ("/conversations/{conversation_id}/outputs/{output_id}", ("t1", "o1")),
        ("/conversations/{conversationId}/outputs/{id}", ("t1", "o1")),
        ("/shops/{shop_id}/outputs/{output_id}", ("o1",)),
    ],
)
def test_what_an_object_belongs_to_fills_the_places_before_it(path: str, ids: tuple[str, ...]) -> None:
    assert OWN.ids_for(Operation("PATCH", path)) == ids
