"""Starts the product in a container: every setting comes from the environment."""  # noqa: INP001 - stands alone at the top of its repository

import os
from pathlib import Path

from starlette.types import ASGIApp

from bazaar.app import Settings, create_app
from bazaar.app.settings import Canaries, Mail, Passwords


def create() -> ASGIApp:
    """The product, for `uvicorn --factory serve:create`."""
    told = os.environ
    data = Path(told["DATA_DIR"])
    return create_app(
        Settings(
            data_dir=data,
            signing_key=told["SIGNING_KEY"],
            payments_secret=told["PAYMENTS_WEBHOOK_SECRET"],
            passwords=Passwords(
                told["BUYER_A_PASSWORD"], told["BUYER_B_PASSWORD"], told["SELLER_PASSWORD"], told["ADMIN_PASSWORD"]
            ),
            mail=Mail(told["SMTP_HOST"], int(told["SMTP_PORT"]), Path(told["DKIM_KEY_FILE"]).read_bytes()),
            canaries=Canaries(told["SYSTEM_PROMPT_CANARY"], told["KEY_CANARY"]),
            static_dir=data / "static",
            log_path=Path(told["LOG_FILE"]),
            release_path=Path("RELEASE"),
            errors_url=told["ERRORS_URL"],
            errors_key=told["ERRORS_KEY"],
            errors_read_token=told["ERRORS_READ_TOKEN"],
            edge_key=told["EDGE_KEY"],
        )
    )
