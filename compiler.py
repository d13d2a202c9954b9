"""From a model to a session: frontend, pipelines and runtime put together, or what they made before taken from the cache.

What only compiling needs is loaded only to compile: a program from the cache is ready in a fraction of the time that takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .errors import CodegenError, PrunirError
from .pipelines import LEVELS
from .progress import Progress, Stopwatch
from .recipe import Recipe, Shelf
from .runtime.cache import open_cache
from .runtime.measurements import Best, Context, open_measurements
from .runtime.session import Program, Session, ValueInfo
from .targets import Target, host

if TYPE_CHECKING:
    from xdsl.dialects.builtin import ModuleOp

    from .levels import Gathered, Model, Observer

MACHINE_CODE = "machine code"

STAGES = (*LEVELS, MACHINE_CODE)
"""The steps of compiling, in order: the levels of IR, and what follows them."""

CACHE, STORE = "cache", "store"
"""What comes before and after them where there is a cache: a look for the program, which may make the rest unnecessary, and keeping
it for the next time."""

InputCheck = Callable[[Sequence[ValueInfo]], object]
"""Shown the inputs of a network; what it raises ends the compilation."""


class CompiledSession(Session):
    """A session that can show how its program came about."""

    def __init__(self, recipe: Recipe, program: Program, *, threads: int, from_cache: bool):
        super().__init__(**vars(program), threads=threads)
        self._recipe = recipe
        self.from_cache = from_cache
        """Whether the program was compiled at another time."""

    def module(self, level: str) -> ModuleOp:
        """A module of the IR at `level`: import, nn, pconv, plan, loops or llvm.

        The levels above plan follow the default pipeline; with a pipeline of one's own, nn and pconv are both its result. The model
        is compiled once more, down to that level; PrunirError if it has changed since.
        """
        if level not in LEVELS:
            raise PrunirError(f"there is no level '{level}'; the levels are {', '.join(LEVELS)}")
        return next(module for name, module in self._recipe.levels() if name == level)

    def llvm_ir(self) -> str:
        """The optimised LLVM IR."""
        from .runtime.jit import emit_llvm_ir

        return emit_llvm_ir(self.module("llvm"), self._recipe.target)

    def assembly(self) -> str:
        """The machine code, as assembly."""
        from .runtime.jit import emit_assembly

        return emit_assembly(self.module("llvm"), self._recipe.target)


def compile(
    model: Model,
    *,
    pipeline: str | None = None,
    threads: int = 1,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    constants: Mapping[str, np.ndarray] | None = None,
    target: Target | None = None,
    profile: bool = False,
    cache: bool | str | os.PathLike[str] = True,
    measurements: bool | str | os.PathLike[str] | Best = True,
    progress: Progress | None = None,
    check_inputs: InputCheck | None = None,
    observe: Observer | None = None,
) -> CompiledSession:
    """Compile `model` for this machine, or take what was compiled before from the cache.

    model: a path to an ONNX file, its bytes, an `onnx.ModelProto`, or a module of `nn` operations with a function `main`.
    pipeline: the passes that run before the program is planned, in `prunir-opt`'s syntax; by default
        `simplify-graph,exploit-sparsity`.
    threads: how many threads of the process's team a run uses.
    input_shapes: input name → shape, where the model leaves dimensions open.
    constants: input name → value, for inputs that are to be fixed.
    target: the machine; by default this one.
    profile: take the time of every layer, for the session's `profile`.
    cache: whether to use the user's cache on disk (see `runtime.cache`), or a folder to use instead. Modules, passes from elsewhere,
        and compilations that are observed always compile.
    measurements: whether to take the schedules that tuning found for this machine, from the user's database (see `runtime.measurements`);
        or the file of another one, or of workloads the schedules and their slots.
    progress: told about each of STAGES, CACHE and STORE when it is done.
    check_inputs: shown the inputs as soon as they are known; what it raises ends the compilation.
    observe: shown the module at each level; it must not change it.

    Raises PrunirError with one clear message where the model is broken or not supported.
    """
    timed_threads = threads if profile else None
    target = target or host()
    measured = _best(measurements, Context(target, threads))
    recipe = Recipe(model, pipeline, input_shapes or {}, constants or {}, target, timed_threads, measured)
    watch = Stopwatch(progress)
    shelf = None if observe is not None else Shelf.of(recipe, open_cache(cache))
    if shelf is not None:
        session = _cached_session(shelf, threads, check_inputs)
        watch.lap(CACHE)
        if session is not None:
            return session
    # Of what cannot be read again as it is now, the imported module is kept.
    keep_source = shelf is None and not isinstance(model, str | Path | bytes)
    gathered = _gather(recipe, progress, check_inputs, observe, keep_source)
    watch.restart()
    program = _program(gathered, recipe.target)
    watch.lap(MACHINE_CODE)
    if keep_source:
        recipe = recipe.of_module(gathered.source)
    elif shelf is None:
        recipe = recipe.watched(gathered.data_files, lambda: isinstance(model, bytes))
    else:
        recipe = shelf.keep(program, gathered.data_files)
        watch.lap(STORE)
    return CompiledSession(recipe, program, threads=threads, from_cache=False)


def _best(measurements: bool | str | os.PathLike[str] | Best, context: Context) -> Best:
    if isinstance(measurements, Mapping):
        return measurements
    database = open_measurements(measurements, context)
    return {} if database is None else database.best()


def _cached_session(shelf: Shelf, threads: int, check_inputs: InputCheck | None) -> CompiledSession | None:
    """A session of the program in the cache, if there is one that can be loaded."""
    found = shelf.find()
    if found is None:
        return None
    program, recipe = found
    if check_inputs is not None:
        check_inputs(program.inputs)
    try:
        return CompiledSession(recipe, program, threads=threads, from_cache=True)
    except CodegenError:
        shelf.drop()
        return None


def _gather(
    recipe: Recipe,
    progress: Progress | None,
    check_inputs: InputCheck | None,
    observe: Observer | None,
    keep_source: bool,
) -> Gathered:
    """Lower the model to the last level, and pick up what a program needs."""
    from .levels import Gathered, interface

    gathered = Gathered(keep_source)
    for level, module in recipe.levels(progress):
        if level == "import" and check_inputs is not None:
            check_inputs(interface(module)[0])
        gathered.take(level, module)
        if observe is not None:
            observe(level, module)
    return gathered


def _program(gathered: Gathered, target: Target) -> Program:
    from .levels import uncollected
    from .runtime.jit import compile_object

    with uncollected():
        return gathered.program(compile_object(gathered.module, target))
