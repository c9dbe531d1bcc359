"""Bazaar and the audit as forks of a process that has them loaded: the same code and command line, without their start."""

import importlib
import multiprocessing
import os
import sys
from collections.abc import Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.warm"])


def start(module: str, words: Sequence[str], out: Path, errors: Path) -> ForkServerProcess:
    """Starts `python -m MODULE WORDS…`, whose `main` is a click command; what it prints goes to the two files."""
    process = CONTEXT.Process(target=_run, args=(module, tuple(words), str(out), str(errors)))
    process.start()
    return process


def _run(module: str, words: tuple[str, ...], out: str, errors: str) -> None:
    for number, path in ((1, out), (2, errors)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = [module, *words]
    importlib.import_module(module).main(words)
