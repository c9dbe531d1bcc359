"""Bazaar: a small AI chatbot marketplace, sound by default, with a switch for every fault it can show."""
