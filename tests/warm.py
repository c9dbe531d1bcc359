"""Imported once by the process that the kill matrix forks from: all that each audit and each marketplace loads and makes."""

import gc
import os
import threading
from pathlib import Path

import bazaar.__main__
import bazaar.town  # noqa: F401
import launchready.cli
import launchready.commands.audit  # noqa: F401
from launchready import registry, store
from launchready.events import Event
from launchready.observe.secrets.kingfisher import look
from launchready_hunt.canary import Kind, Mint
from launchready_hunt.hunt import Hunter

converter = store.converter()
converter.get_structure_hook(Event)
converter.get_unstructure_hook(Event)
for check in registry.checks():
    converter.get_structure_hook(check.seen_type())
    converter.get_unstructure_hook(check.seen_type())
Hunter([Mint(b"warm").mint(Kind.token, "warm")]).find(b"nothing")
list(look(b"nothing", "a.txt", decode=False))

threads = (
    len(list(Path(f"/proc/{os.getpid()}/task").iterdir()))
    if Path("/proc/self/task").exists()
    else threading.active_count()
)
if threads != 1:
    raise RuntimeError(f"{threads} threads run: a fork of this process could wait for one that it does not have")
gc.freeze()
