"""The same marketplace behind another API style: the product and its faults stay as they are, their spelling changes."""

from starlette.types import ASGIApp

from bazaar.app.settings import Settings

CLASSIC = "classic"
GRAPHQL = "graphql"
NAMES = (CLASSIC, "express", "django", GRAPHQL)


def styled(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The app with its API's host in the style of the settings."""
    from bazaar.styles.django import Django  # noqa: PLC0415 - a classic town needs none of it
    from bazaar.styles.express import Express  # noqa: PLC0415 - the same
    from bazaar.styles.layer import Layer  # noqa: PLC0415 - the same

    match settings.style:
        case "express":
            return Layer(app, Express(), settings)
        case "django":
            return Layer(app, Django(), settings)
        case "graphql":
            from bazaar.styles.graphql import endpoint  # noqa: PLC0415 - the same

            return endpoint.styled(app, settings)
        case _:
            return app
