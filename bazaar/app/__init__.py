"""The product itself: API, web pages, chat and its tools."""
