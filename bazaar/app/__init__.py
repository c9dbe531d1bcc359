"""The product itself: API, web pages, chat and its tools, and the error tracker it reports to."""

from bazaar.app.errors import create_tracker
from bazaar.app.main import create_app
from bazaar.app.settings import Settings

__all__ = ["Settings", "create_app", "create_tracker"]
