"""Bazaar, a small but real AI chatbot marketplace, with a switch for every fault it can show."""
