"""From a model to a session: frontend, pipelines and runtime put together."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from xdsl.context import Context
from xdsl.dialects.builtin import DictionaryAttr, ModuleOp, StringAttr, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute

from .diagnostics import node_name, verify
from .dialects import nn, plan
from .errors import PrunirError
from .pass_manager import Instrument, parse_pipeline, run_passes
from .passes.planning._program import layers
from .pipelines import LEVELS, PIPELINES
from .runtime.jit import compile_object, emit_assembly, emit_llvm_ir
from .runtime.memory import aligned_zeros
from .runtime.session import Session, Step, ValueInfo
from .targets import Target, host
from .universe import multiverse

if TYPE_CHECKING:
    from onnx import ModelProto

    Model = str | Path | bytes | ModelProto | ModuleOp

STAGES = (*LEVELS, "machine code")
"""The steps of a compilation, in order: the levels of IR, and what follows them."""

Progress = Callable[[str, float], None]
"""Called with the name of each of STAGES when it is done, and the seconds it took."""

Observer = Callable[[str, ModuleOp], None]
"""Called with the name of each level and the module as it is then."""


class CompiledSession(Session):
    """A session that can show how its program came about."""

    def __init__(self, source: ModuleOp, pipeline: str | None, target: Target, **parts: Any):
        super().__init__(**parts)
        self._source, self._pipeline, self._target = source, pipeline, target

    def module(self, level: str) -> ModuleOp:
        """A module of the IR at `level`: import, nn, pconv, plan, loops or llvm.

        The levels above plan follow the default pipeline; with a pipeline of one's own, nn and pconv are both its result.
        """
        if level not in LEVELS:
            raise PrunirError(f"there is no level '{level}'; the levels are {', '.join(LEVELS)}")
        steps = levels(self._source, pipeline=self._pipeline, target=self._target)
        return next(module for name, module in steps if name == level)

    def llvm_ir(self) -> str:
        """The optimised LLVM IR."""
        return emit_llvm_ir(self.module("llvm"), self._target)

    def assembly(self) -> str:
        """The machine code, as assembly."""
        return emit_assembly(self.module("llvm"), self._target)


def compile(
    model: Model,
    *,
    pipeline: str | None = None,
    threads: int = 1,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    constants: Mapping[str, np.ndarray] | None = None,
    target: Target | None = None,
    profile: bool = False,
    progress: Progress | None = None,
    observe: Observer | None = None,
) -> CompiledSession:
    """Compile `model` for this machine.

    model: a path to an ONNX file, its bytes, an `onnx.ModelProto`, or a module of `nn` operations with a function `main`.
    pipeline: the passes that run before the program is planned, in `prunir-opt`'s syntax; by default
        `simplify-graph,exploit-sparsity`.
    threads: how many threads of the process's team a run uses.
    input_shapes: input name → shape, where the model leaves dimensions open.
    constants: input name → value, for inputs that are to be fixed.
    target: the machine; by default this one.
    profile: take the time of every layer, for the session's `profile`.
    progress: told about each of STAGES when it is done.
    observe: shown the module at each level; it must not change it.

    Raises PrunirError with one clear message where the model is broken or not supported.
    """
    target = target or host()
    program = _Program()
    steps = levels(
        model,
        timed_threads=threads if profile else None,
        pipeline=pipeline,
        input_shapes=input_shapes,
        constants=constants,
        target=target,
        progress=progress,
    )
    for level, module in steps:
        program.take(level, module)
        if observe is not None:
            observe(level, module)
    watch = _Stopwatch(progress)
    object_code = compile_object(program.module, target)
    watch.lap("machine code")
    return CompiledSession(
        program.source,
        pipeline,
        target,
        object_code=object_code,
        arena_bytes=program.arena_bytes,
        blob=program.blob,
        inputs=program.inputs,
        outputs=program.outputs,
        threads=threads,
        steps=program.steps,
        times_offset=program.times_offset,
    )


class _Program:
    """What a session needs, picked up on the way down through the levels."""

    source: ModuleOp
    module: ModuleOp
    inputs: list[ValueInfo]
    outputs: list[ValueInfo]
    arena_bytes: int
    blob: np.ndarray
    steps: list[Step]
    times_offset: int | None

    def take(self, level: str, module: ModuleOp) -> None:
        self.module = module
        if level == "import":
            self.source = module.clone()
        elif level == "pconv":
            self.inputs, self.outputs = interface(module)
        elif level == "plan":
            self.arena_bytes, self.blob = _memory(module)
            self.steps = [Step(node_name(op.location), op.name) for op in layers(main_function(module))]
            self.times_offset = _times_offset(module)


def _times_offset(module: ModuleOp) -> int | None:
    """Where in the arena the times of the layers are written; None if they are not."""
    for op in main_function(module).body.block.ops:
        if isinstance(op, plan.TimestampOp) and isinstance(op.out.owner, plan.ViewOp):
            return op.out.owner.offset.value.data
    return None


def levels(
    model: Model,
    *,
    pipeline: str | None = None,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    constants: Mapping[str, np.ndarray] | None = None,
    target: Target | None = None,
    timed_threads: int | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[str, ModuleOp]]:
    """The IR of `model` at each level, from the top down, with arguments as for `compile`.

    timed_threads: take the time of every layer, on this many threads.

    It is one module, lowered in place when the next level is asked for: print or clone what is to last. Who stops early
    pays for no more.

    ```python
    module = next(module for level, module in levels("model.onnx") if level == "plan")
    ```
    """
    watch = _Stopwatch(progress)
    with _uncollected():
        module = _source(model, input_shapes, constants, target or host())
    watch.lap("import")
    yield "import", module
    for level, steps in _steps(pipeline, timed_threads):
        watch.restart()
        with _uncollected():
            lower(module, [steps], verify_each=pipeline is not None and level == "nn")
            if level in ("pconv", "plan"):
                verify(module)
        watch.lap(level)
        yield level, module


def _steps(pipeline: str | None, timed_threads: int | None) -> list[tuple[str, str]]:
    """The levels below import, and what leads to each from the one above."""
    own = {} if pipeline is None else {"nn": pipeline, "pconv": ""}
    if timed_threads is not None:
        own["plan"] = f"{LEVELS['plan']},insert-timestamps{{threads={timed_threads}}}"
    return [(level, own.get(level, steps)) for level, steps in LEVELS.items() if level != "import"]


def lower(
    module: ModuleOp,
    pipelines: Sequence[str],
    *,
    instruments: Sequence[Instrument] = (),
    verify_each: bool = False,
) -> None:
    """Run pipelines, in `prunir-opt`'s syntax, over `module` in place."""
    ctx, universe = Context(), multiverse()
    for name, factory in universe.all_dialects.items():
        ctx.register_dialect(name, factory)
    for text in pipelines:
        passes = parse_pipeline(text, universe.all_passes, PIPELINES) if text else []
        run_passes(ctx, module, passes, instruments=instruments, verify_each=verify_each)


def _source(
    model: Model,
    input_shapes: Mapping[str, Sequence[int]] | None,
    constants: Mapping[str, np.ndarray] | None,
    target: Target,
) -> ModuleOp:
    """The imported module, or a copy of the given one, for `target`."""
    if isinstance(model, ModuleOp):
        if input_shapes or constants:
            raise PrunirError(
                "input_shapes and constants are for ONNX models; a module has its shapes already"
            )
        module = model.clone()
        verify(module)
    else:
        from .frontends.onnx import import_model

        module = import_model(model, input_shapes=input_shapes, constants=constants)
    module.attributes["plan.target"] = plan.TargetAttr.of(
        target.lanes, target.registers, target.l1_bytes, target.l2_bytes
    )
    return module


def main_function(module: ModuleOp) -> FuncOp:
    """The function that is the network, at every level above llvm; PrunirError where there is none."""
    for op in module.ops:
        if isinstance(op, FuncOp) and op.sym_name.data == "main" and not op.is_declaration:
            return op
    raise PrunirError("the module has no function 'main'")


def interface(module: ModuleOp) -> tuple[list[ValueInfo], list[ValueInfo]]:
    """Inputs and outputs of a network in tensor form, by the names that the model gave them."""
    main = main_function(module)
    hints = [argument.name_hint for argument in main.args]
    inputs = _named(main.function_type.inputs.data, main.arg_attrs, "input", hints)
    outputs = _named(
        main.function_type.outputs.data, main.res_attrs, "output", [None] * len(main.function_type.outputs)
    )
    return inputs, outputs


def _named(
    types: Sequence[Attribute], attributes: Any, kind: str, hints: Sequence[str | None]
) -> list[ValueInfo]:
    infos: list[ValueInfo] = []
    for i, (type_, hint) in enumerate(zip(types, hints, strict=True)):
        if not isinstance(type_, TensorType):
            raise PrunirError(f"{kind} {i} of 'main' must be a tensor, not {type_}")
        known: DictionaryAttr = attributes.data[i] if attributes is not None else DictionaryAttr({})
        name = known.data.get("onnx.name")
        text = name.data if isinstance(name, StringAttr) else hint or f"{kind}{i}"
        infos.append(ValueInfo(text, type_.get_shape(), nn.dtype_of(type_.element_type)))
    return infos


def _memory(module: ModuleOp) -> tuple[int, np.ndarray]:
    """Bytes of the arena, and the blob filled with all weights."""
    main = main_function(module)
    arena, blob_type = (argument.type.get_shape()[0] for argument in main.args[:2])  # pyright: ignore
    blob = aligned_zeros((blob_type,), np.uint8)
    for op in main.body.block.ops:
        if isinstance(op, plan.WeightOp) and op.offset is not None:
            values = np.ascontiguousarray(op.array()).reshape(-1).view(np.uint8)
            begin = op.offset.value.data
            blob[begin : begin + values.size] = values
    return arena, blob


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector: it finds nothing in IR that is alive, and takes 40 % of the passes' time to do so."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass
class _Stopwatch:
    progress: Progress | None
    start: float = 0.0

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.start = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        if self.progress is not None:
            self.progress(stage, now - self.start)
        self.start = now
