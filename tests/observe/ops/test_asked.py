"""Variables that a script takes from its environment are told from those that it makes itself."""

import pytest

from launchready.observe.ops.asked import variables_in, variables_set


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("bin/deploy", '#!/bin/sh\necho "$DEPLOY_HOST" ${TOKEN:?} ${#KEYS}\n', ("DEPLOY_HOST", "TOKEN", "KEYS")),
        ("bin/deploy", "#!/usr/bin/env bash\nroot=${SHOP_ROOT:-/srv}\n", ("SHOP_ROOT",)),
        (
            "x.sh",
            "HOST=a\nexport PORT=1\nfor NAME in a; do echo $HOST $PORT $NAME; done\nread -r LINE; echo $LINE\n",
            (),
        ),
        ("x.sh", "HOST=${HOST:-a}\n: ${STAGE:=test}\n", ("HOST", "STAGE")),
        ("x.sh", "# uses $OLD_TOKEN\necho $PATH $HOME $1 $? \\$NOT_THIS\n", ()),
        (
            "Makefile",
            "IMAGE ?= shop\ndeploy:\n\tpush $(IMAGE) $(REGISTRY_HOST)\n\techo $$DEPLOY_KEY\n",
            ("REGISTRY_HOST", "DEPLOY_KEY"),
        ),
        (
            "d.py",
            "import os\nos.environ['API_KEY']; os.getenv(\"STAGE\", 'x'); os.environ.get('ZONE')\n",
            ("API_KEY", "STAGE", "ZONE"),
        ),
        ("d.mjs", "process.env.API_KEY ?? process.env['ZONE'] // # $NOT\n", ("API_KEY", "ZONE")),
        ("bin/d", "#!/usr/bin/env ruby\nENV['API_KEY']; ENV.fetch(\"ZONE\")\n", ("API_KEY", "ZONE")),
        ("README.md", "Set $DEPLOY_HOST\n", ()),
        ("notes", "echo $DEPLOY_HOST\n", ()),
    ],
)
def test_the_variables_are_found(name: str, text: str, found: tuple[str, ...]) -> None:
    assert variables_in(name, text) == found


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "deploy/settings.sh",
            "HOST_DIR=/srv/shop\nexport REGION=eu\n# OLD=1\nSTAGE=${STAGE:-test}\n",
            {"HOST_DIR", "REGION"},
        ),
        (".env.deploy", "DEPLOY_HOST=a.example\n", {"DEPLOY_HOST"}),
        ("bin/deploy", "#!/bin/sh\nTARGET=$1\n", {"TARGET"}),
        ("README.md", "HOST_DIR=/srv\n", set()),
        ("app.py", "HOST_DIR = '/srv'\n", set()),
    ],
)
def test_what_a_file_sets_for_whoever_reads_it_in_is_found(name: str, text: str, found: set[str]) -> None:
    assert variables_set(name, text) == found
