"""A pack of attacks on a chatbot: a file of TOML, read into frozen values; every mistake has its line."""
