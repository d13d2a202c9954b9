"""A model at each level of IR, from the top down, and what a session takes from it on the way."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from xdsl.dialects.builtin import ArrayAttr, DictionaryAttr, ModuleOp, StringAttr, TensorType
from xdsl.dialects.func import FuncOp
from xdsl.ir import Attribute
from xdsl.parser import Parser

from .diagnostics import node_name, verify
from .dialects import nn, plan
from .errors import PrunirError
from .pass_manager import Instrument, parse_pipeline, run_passes
from .passes.planning._program import layers
from .pipelines import LEVELS, PIPELINES
from .progress import Progress, Stopwatch
from .runtime.measurements import Best
from .runtime.memory import aligned_zeros
from .runtime.session import Program, Step, ValueInfo
from .targets import Target, host
from .universe import multiverse, new_context

if TYPE_CHECKING:
    from onnx import ModelProto

    Model = str | Path | bytes | ModelProto | ModuleOp

Observer = Callable[[str, ModuleOp], None]
"""Called with the name of each level and the module as it is then."""


def levels(
    model: Model,
    *,
    pipeline: str | None = None,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    constants: Mapping[str, np.ndarray] | None = None,
    target: Target | None = None,
    timed_threads: int | None = None,
    measured: Best = MappingProxyType({}),
    progress: Progress | None = None,
) -> Iterator[tuple[str, ModuleOp]]:
    """The IR of `model` at each level, from the top down, with arguments as for `compile`.

    timed_threads: take the time of every layer, on this many threads.
    measured: of workloads, the schedule to take, and its slots.

    It is one module, lowered in place when the next level is asked for: print or clone what is to last. Who stops early
    pays for no more.

    ```python
    module = next(module for level, module in levels("model.onnx") if level == "plan")
    ```
    """
    watch = Stopwatch(progress)
    with uncollected():
        module = _source(model, input_shapes, constants, target or host())
        if measured:
            module.attributes["plan.measured"] = _measured(measured)
    watch.lap("import")
    yield "import", module
    own = {} if pipeline is None else {"nn": pipeline, "pconv": ""}
    yield from descend(module, "import", own=own, timed_threads=timed_threads, progress=progress)


def descend(
    module: ModuleOp,
    above: str,
    *,
    own: Mapping[str, str] = MappingProxyType({}),
    timed_threads: int | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[str, ModuleOp]]:
    """Lower `module`, which is at the level `above`, in place to each level below it; as `levels` does it.

    own: level → the pipeline that leads there, where it is not the default one.
    """
    pipelines = {**LEVELS, **own}
    if timed_threads is not None:
        pipelines["plan"] += f",insert-timestamps{{threads={timed_threads}}}"
    watch = Stopwatch(progress)
    names = list(LEVELS)
    for level in names[names.index(above) + 1 :]:
        watch.restart()
        with uncollected():
            lower(module, [pipelines[level]], verify_each=level == "nn" and level in own)
            if level in ("pconv", "plan"):
                verify(module)
        watch.lap(level)
        yield level, module


def lower(
    module: ModuleOp,
    pipelines: Sequence[str],
    *,
    instruments: Sequence[Instrument] = (),
    verify_each: bool = False,
) -> None:
    """Run pipelines, in `prunir-opt`'s syntax, over `module` in place."""
    ctx = new_context()
    for text in pipelines:
        passes = parse_pipeline(text, multiverse().all_passes, PIPELINES) if text else []
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


def _measured(best: Best) -> DictionaryAttr:
    ctx = new_context()
    found: dict[str, Attribute] = {}
    for workload, (text, slots) in best.items():
        schedule = Parser(ctx, text).parse_attribute()
        if isinstance(schedule, plan.ScheduleAttr):
            found[workload] = plan.MeasuredAttr.of(schedule, slots)
    return DictionaryAttr(found)


class Gathered:
    """What a program is made of, picked up on the way down through the levels."""

    def __init__(self, keep_source: bool):
        """keep_source: the imported module too, which holds all weights of the model."""
        self._keeps_source = keep_source

    def take(self, level: str, module: ModuleOp) -> None:
        """Take from `module`, as it is at `level`, what there is."""
        self.module = module
        if level == "import":
            self.data_files = _data_files(module)
            if self._keeps_source:
                self.source = module.clone()
        elif level == "pconv":
            self._inputs, self._outputs = interface(module)
        elif level == "plan":
            self._arena_bytes, self._blob = _memory(module)
            steps = layers(main_function(module))
            self._steps = tuple(Step(node_name(op.location), op.name) for op in steps)
            self._times_offset = _times_offset(module)

    def program(self, object_code: bytes) -> Program:
        """The program; the module is of no use any more."""
        del self.module
        blob = self._blob.result()
        _free(blob.size)
        return Program(
            object_code=object_code,
            blob=blob,
            arena_bytes=self._arena_bytes,
            inputs=tuple(self._inputs),
            outputs=tuple(self._outputs),
            steps=self._steps,
            times_offset=self._times_offset,
        )


def _times_offset(module: ModuleOp) -> int | None:
    """Where in the arena the times of the layers are written; None if they are not."""
    for op in main_function(module).body.block.ops:
        if isinstance(op, plan.TimestampOp) and isinstance(op.out.owner, plan.ViewOp):
            return op.out.owner.offset.value.data
    return None


def _data_files(module: ModuleOp) -> list[str]:
    """The files beside an imported model that hold its weights, relative to its folder."""
    names = module.attributes.get("onnx.data_files")
    return (
        [name.data for name in names if isinstance(name, StringAttr)] if isinstance(names, ArrayAttr) else []
    )


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


_LARGE = 1 << 28
"""Bytes of weights that are worth the 50–90 ms which it takes to look for what can be freed."""


def _free(weights: int) -> None:
    """Free earlier forms of that many bytes of weights, which operations hold that are gone but for their cycles."""
    if weights > _LARGE:
        gc.collect()


def _memory(module: ModuleOp) -> tuple[int, Future[np.ndarray]]:
    """Bytes of the arena, and the blob of all weights, filled by a thread while compilation goes on."""
    main = main_function(module)
    arena, size = (argument.type.get_shape()[0] for argument in main.args[:2])  # pyright: ignore
    _free(size)
    placed = [op for op in main.body.block.ops if isinstance(op, plan.WeightOp) and op.offset is not None]
    writers = {
        (op.offset.value.data, plan.bytes_of(op.result.type)): op.writer()
        for op in placed
        if op.offset is not None
    }
    filler = ThreadPoolExecutor(1)
    blob = filler.submit(_blob, size, writers)
    filler.shutdown(wait=False)
    return arena, blob


def _blob(size: int, writers: Mapping[tuple[int, int], Callable[[np.ndarray], None]]) -> np.ndarray:
    """So many bytes, of which each writer fills a span, given by its begin and length."""
    blob = aligned_zeros((size,), np.uint8)
    for (begin, length), write in writers.items():
        write(blob[begin : begin + length])
    return blob


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector: it finds nothing in IR that is alive, and takes 40 % of the passes' time to do so."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
