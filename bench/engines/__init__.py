"""Engines behind one face: a model file and its inputs go in, a function that runs it once comes out.

```python
onnxruntime = engines.find("onnxruntime")
loaded = onnxruntime.load(Path("model.onnx"), {"x": x}, threads=1, scratch=folder)
outputs = loaded.run()  # {"y": array}
```

An engine that runs beside others must leave the processor alone when it is not its turn: a pool whose threads go on
spinning after a run takes a core from the engine that is timed next (measured: docs/decisions/0010). Each adapter says
what it does about it.

A further engine is an object like these, registered by its package under the entry point group `prunir.engines`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np

from ...errors import PrunirError

Arrays = Mapping[str, np.ndarray]
"""Inputs or outputs of a network, by name."""

Run = Callable[[], Arrays]
"""Runs once, from inputs in numpy arrays to outputs in numpy arrays, which the next run may overwrite."""

GROUP = "prunir.engines"
"""The entry point group of engines that others bring."""

BUILT_IN = ("prunir", "onnxruntime", "openvino", "mnn")


@dataclass(frozen=True)
class Loaded:
    """A model that is ready to run on the inputs it was loaded with."""

    run: Run
    packed_bytes: int | None = None
    """Size of the weights in the engine's own form, where it has one."""


class Engine(Protocol):
    """What an adapter offers."""

    @property
    def package(self) -> str:
        """What Python imports: it is missing where the engine is not installed."""
        ...

    def version(self) -> str:
        """The engine's version. Imports it, so that loading does not any more."""
        ...

    def load(self, model: Path, inputs: Arrays, threads: int, scratch: Path) -> Loaded:
        """Make `model`, an ONNX file, ready to run on `inputs` with so many threads, in f32.

        scratch: a folder for what the engine wants to find again when it loads the same file once more.
        """
        ...


def find(name: str) -> Engine:
    """The engine called `name`; PrunirError where there is none, or where its package is not installed."""
    engine = _engine(name)
    if find_spec(engine.package) is None:
        raise PrunirError(
            f"engine '{name}' needs the package {engine.package}; pip install 'prunir[bench]'"
            if name in BUILT_IN
            else f"engine '{name}' needs the package {engine.package}, which is not installed"
        )
    return engine


def names() -> list[str]:
    """The engines that `find` knows, installed or not."""
    return [*BUILT_IN, *(point.name for point in entry_points(group=GROUP) if point.name not in BUILT_IN)]


def _engine(name: str) -> Engine:
    if name in BUILT_IN:
        return import_module(f".{name}", __name__).ENGINE
    for point in entry_points(group=GROUP, name=name):
        return point.load()
    raise PrunirError(f"there is no engine '{name}'; there are {', '.join(names())}")
