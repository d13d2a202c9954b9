"""What a program is made from: the model and everything done to it; and where the program is kept for the next time."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from .errors import PrunirError
from .fingerprint import (
    ROOT,
    Status,
    compilers,
    digest_array,
    digest_model,
    digest_sources,
    digest_text,
    file_status,
)
from .pipelines import LEVELS, PIPELINES
from .progress import Progress
from .runtime.cache import Cache
from .runtime.measurements import Best
from .runtime.session import Program
from .targets import Target

if TYPE_CHECKING:
    from onnx import ModelProto
    from xdsl.dialects.builtin import ModuleOp

    from .levels import Model

_SOURCES = digest_sources()
"""The compiler as it was before most of it was loaded."""


@dataclass(frozen=True)
class Recipe:
    """All that a program depends on, the compiler aside."""

    model: Model
    pipeline: str | None
    input_shapes: Mapping[str, Sequence[int]]
    constants: Mapping[str, np.ndarray]
    target: Target
    timed_threads: int | None
    measured: Best
    check: Callable[[], None] | None = None
    """Raises PrunirError where the model is not what it was."""

    def levels(self, progress: Progress | None = None) -> Iterator[tuple[str, ModuleOp]]:
        """The model's IR at each level, as `levels.levels` gives it."""
        from .levels import levels

        if self.check is not None:
            self.check()
        return levels(
            self.model,
            timed_threads=self.timed_threads,
            measured=self.measured,
            pipeline=self.pipeline,
            input_shapes=self.input_shapes,
            constants=self.constants,
            target=self.target,
            progress=progress,
        )

    def watched(self, files: Sequence[str], is_same: Callable[[], bool] = lambda: False) -> Recipe:
        """The same, but it does not take another model for this one. It remembers the status of its files.

        files: those that hold weights of the model.
        is_same: asked where there are no files or their status is another, whether their content is the same.
        """
        before = self._status(files)

        def check() -> None:
            if (before is None or self._status(files) != before) and not is_same():
                raise PrunirError(f"{self.label} has changed since it was compiled; compile it again")

        return replace(self, check=check)

    def _status(self, files: Sequence[str]) -> list[Status] | None:
        """Of the model's files; None for a model that is none, or that is gone."""
        try:
            return [file_status(path.stat()) for path in self.paths(files)] or None
        except OSError:
            return None

    def of_module(self, module: ModuleOp) -> Recipe:
        """The same for the imported model."""
        return replace(self, model=module, input_shapes={}, constants={}, check=None)

    @property
    def label(self) -> str:
        """What people call the model."""
        if isinstance(self.model, str | Path):
            return str(self.model)
        return getattr(getattr(self.model, "graph", None), "name", "") or "the model"

    def paths(self, files: Sequence[str]) -> list[Path]:
        """The model's file and `files`, which it names relative to its folder; nothing for a model that is in memory."""
        if not isinstance(self.model, str | Path):
            return []
        return [Path(self.model), *(Path(self.model).parent / file for file in files)]

    def options(self) -> dict[str, Any]:
        """All but the model, as JSON can say it; TypeError or ValueError for values that make no sense."""
        return {
            "pipeline": self.pipeline,
            "input_shapes": {name: list(map(int, shape)) for name, shape in self.input_shapes.items()},
            "constants": {name: digest_array(np.asarray(value)) for name, value in self.constants.items()},
            "target": asdict(self.target),
            "timed_threads": self.timed_threads,
            "measured": dict(self.measured),
        }


class Shelf:
    """The place of a recipe's program in the cache.

    It is found in two steps, so that nothing needs to parse the model: a note under the model's digest names the files that hold its
    weights, if any; these, the options and the compiler make the key.
    """

    def __init__(self, recipe: Recipe, cache: Cache):
        """OSError, TypeError or ValueError where a digest cannot be computed."""
        self._began = time.time_ns()
        self._recipe, self._cache = recipe, cache
        self._model = self._model_digest()
        self._context = {
            **recipe.options(),
            "pipelines": [PIPELINES, LEVELS],
            "compilers": compilers(),
            "sources": _SOURCES,
        }

    @classmethod
    def of(cls, recipe: Recipe, cache: Cache | None) -> Shelf | None:
        """None where programs are not cached: without a cache, for modules, with passes that the key does not cover, and
        where something is wrong, which compiling will tell."""
        is_file = isinstance(recipe.model, str | Path | bytes) or hasattr(recipe.model, "SerializeToString")
        if cache is None or not is_file or not _is_covered(recipe.pipeline):
            return None
        try:
            return cls(recipe, cache)
        except (OSError, TypeError, ValueError):
            return None

    def find(self) -> tuple[Program, Recipe] | None:
        """The program, if it is there, and the recipe, which holds for the model as it is now."""
        files = self._cache.note(self._model)
        content = self._content(self._model, files) if isinstance(files, list) else None
        program = None if content is None else self._cache.load(self._key(content))
        return None if content is None or program is None else (program, self._pinned(files, content))

    def keep(self, program: Program, files: Sequence[str]) -> Recipe:
        """Put the program there, unless model or compiler have changed meanwhile; the recipe as `find` gives it.

        files: those that hold weights of the model, relative to its folder.
        """
        content = self._content(self._model, files)
        if content is not None and not self._has_changed(files):
            self._cache.store(self._key(content), self._recipe.label, program)
            self._cache.take_note(self._model, files)
        return self._pinned(files, content)

    def drop(self) -> None:
        """Forget a program that cannot be loaded."""
        content = self._content(self._model, self._cache.note(self._model))
        if content is not None:
            self._cache.discard(self._key(content))

    def _key(self, content: str) -> str:
        return digest_text({**self._context, "model": content})

    def _model_digest(self) -> str:
        model = self._recipe.model
        if isinstance(model, str | Path):
            return self._cache.digest(Path(model))
        return digest_model(cast("bytes | ModelProto", model))

    def _content(self, model: str, files: Sequence[str]) -> str | None:
        """The digest of a model's digest and its files; None if one of them cannot be read."""
        try:
            paths = self._recipe.paths(files)[1:]
            return digest_text([model, {f: self._cache.digest(p) for f, p in zip(files, paths, strict=True)}])
        except (OSError, TypeError, ValueError):
            return None

    def _has_changed(self, files: Sequence[str]) -> bool:
        """Whether what was compiled may not be what the digests were computed from."""
        try:
            changes = [max(file_status(path.stat())[-2:]) for path in self._recipe.paths(files)]
            return max(changes, default=0) >= self._began or digest_sources() != _SOURCES
        except OSError:
            return True

    def _pinned(self, files: Sequence[str], content: str | None) -> Recipe:
        def is_same() -> bool:
            try:
                return self._content(self._model_digest(), files) == content is not None
            except (OSError, ValueError):
                return False

        return self._recipe.watched(files, is_same)


def _is_covered(pipeline: str | None) -> bool:
    """Whether all passes are from here or from xDSL, so that the key tells when one of them changes."""
    plain = re.sub(r"\{[^}]*\}", "", re.sub(r'"[^"]*"', "", pipeline or ""))
    return all(_is_covered_pass(name) for name in set(plain.split(",")) - PIPELINES.keys() - {""})


def _is_covered_pass(name: str) -> bool:
    from .universe import multiverse

    factory = multiverse().all_passes.get(name)
    if factory is None:
        return False
    file = getattr(sys.modules[factory().__module__], "__file__", None)
    xdsl = sys.modules["xdsl"].__file__
    roots = (ROOT, Path(str(xdsl)).parent)
    return file is not None and any(Path(file).is_relative_to(root) for root in roots)
