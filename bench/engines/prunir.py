"""Prunir itself. Its threads are parked between runs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from . import Arrays, Loaded


@dataclass(frozen=True)
class Prunir:
    """Prunir, with the default pipeline or another (as in `compile`)."""

    pipeline: str | None = None
    package: str = "xdsl"

    def version(self) -> str:
        from ... import compiler  # noqa: F401

        return version("prunir")

    def load(self, model: Path, inputs: Arrays, threads: int, scratch: Path) -> Loaded:
        from ...compiler import compile

        shapes = {name: array.shape for name, array in inputs.items()}
        session = compile(
            model,
            threads=threads,
            input_shapes=shapes,
            pipeline=self.pipeline,
            # Compiled when first seen, and found from then on, whatever the user's cache holds.
            cache=scratch / "prunir",
        )
        names = [value.name for value in session.outputs]
        return Loaded(lambda: dict(zip(names, session.run(None, inputs), strict=True)), session.blob.nbytes)


ENGINE = Prunir()
