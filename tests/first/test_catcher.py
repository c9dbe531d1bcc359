"""The doctor asks the declared listener as the product would."""

import socket
from pathlib import Path

from launchready.first.doctor import State
from tests.first.conftest import Product
from tests.first.test_doctor import examined, part


def free(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_listener_that_is_reached_is_well(product: Product, tmp_path: Path) -> None:
    port, inside = free(), free()
    more = f"""[catcher]
listen = "127.0.0.1:{port}"
url = "http://api.lamps.test:{port}"
inside = "127.0.0.1:{inside}"
"""

    assert part(examined(product, tmp_path, more=more), "catcher") == [
        (State.OK, f"listens at 127.0.0.1:{port}", None),
        (State.OK, f"listens at 127.0.0.1:{inside}", None),
        (State.OK, f"http://api.lamps.test:{port} leads here", None),
    ]


def test_an_address_that_leads_elsewhere_is_missing(product: Product, tmp_path: Path) -> None:
    port, elsewhere = free(), dict(product.network.ports)[80]
    more = f'[catcher]\nlisten = "127.0.0.1:{port}"\nurl = "http://api.lamps.test:{elsewhere}"\n'

    found = part(examined(product, tmp_path, more=more), "catcher")[-1]

    assert found[0] is State.MISSING
    assert found[1] == f"http://api.lamps.test:{elsewhere} answers, but what it was asked did not come here"


def test_an_address_that_does_not_answer_is_missing(product: Product, tmp_path: Path) -> None:
    port, nobody = free(), free()
    more = f'[catcher]\nlisten = "127.0.0.1:{port}"\nurl = "http://api.lamps.test:{nobody}"\n'

    found = part(examined(product, tmp_path, more=more), "catcher")[-1]

    assert found[0] is State.MISSING
    assert f"http://api.lamps.test:{nobody} does not answer" in found[1]


def test_a_port_that_is_taken_is_missing(product: Product, tmp_path: Path) -> None:
    taken = dict(product.network.ports)[80]
    more = f'[catcher]\nlisten = "127.0.0.1:{taken}"\nurl = "http://api.lamps.test:{taken}"\n'

    ((state, what, _),) = part(examined(product, tmp_path, more=more), "catcher")

    assert state is State.MISSING
    assert what.startswith("cannot listen: ")


def test_names_that_the_declared_resolver_does_not_know_are_not_called_missing(
    product: Product, tmp_path: Path
) -> None:
    port, dns = free(), free(socket.SOCK_DGRAM)
    more = f"""[catcher]
listen = "127.0.0.1:{port}"
url = "http://api.lamps.test:{port}"
dns_listen = "127.0.0.1:{dns}"
dns_zone = "names.lamps.test"
"""

    found = part(examined(product, tmp_path, more=more), "catcher")[-1]

    assert found[0] is State.NOT_TRIED
    assert "does not know the names below names.lamps.test" in found[1]
