"""What a network is made of, read off its IR: layers, their sparsity, the kernels chosen for them, and memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from xdsl.dialects.builtin import MemRefType, ModuleOp, StringAttr, SymbolRefAttr
from xdsl.ir import Operation, OpResult, SSAValue
from xdsl.traits import SymbolTable

from .diagnostics import node_name
from .dialects import nn, pconv, plan
from .errors import PrunirError, WeightError
from .levels import levels, main_function
from .passes.planning._program import layers as program_layers
from .passes.sparsity._workloads import PASSED_OVER
from .passes.sparsity.detect_sparsity import DENSE, SCHEME
from .predictions import Predictable, Prediction, Predictor
from .progress import Progress

if TYPE_CHECKING:
    from .levels import Model

Shape = tuple[int, ...]
Scheme: TypeAlias = pconv.SchemeAttr | pconv.BlockPrunedSchemeAttr


@dataclass(frozen=True)
class Sparsity:
    """The scheme that a layer's weights follow."""

    scheme: str
    group: int
    patterns: tuple[str, ...]
    """Those a kernel chooses from; empty where any positions may stay."""
    block: int = 1
    """Consecutive channels that share patterns."""

    def __str__(self) -> str:
        """`pattern 8×4/9 g=4`: eight patterns that keep 4 of 9 entries, groups of 4 filters; `block-punched 8×4`: blocks of 8 filters
        and 4 channels."""
        if not self.patterns:
            return f"{self.scheme} {self.group}×{self.block}"
        entries = [text.count("1") for text in self.patterns]
        volume = sum(self.patterns[0].count(c) for c in "01")
        kinds = f" {len(entries)}×{max(entries)}/{volume}" if volume > 1 else ""
        return f"{self.scheme}{kinds} g={self.group}"


@dataclass(frozen=True)
class Kernel:
    """How a layer is computed: `run`, `tap`, `linear` and `blocks` as in `#plan.schedule`, `loops` for plain loops, `fused` for being part
    of the loops of a later layer, `view` for nothing."""

    name: str
    filters: int | None = None
    tile: int | None = None
    lanes: int | None = None
    order: str | None = None

    def __str__(self) -> str:
        """`tap 8×3`: blocks of 8 filters and 3 vectors of positions; `linear 1×8`: one row and 8 vectors of outputs."""
        blocks = [str(n) for n in (self.filters, self.tile) if n is not None]
        return " ".join([self.name, "×".join(blocks)]).strip()


@dataclass(frozen=True)
class Layer:
    """One operation of the network. Counts are for one run; those of weights are None where weights are none or not known."""

    name: str
    """Of the ONNX node, or its place in the `.mlir` file."""
    op: str
    """The operation, and what is fused into it: `conv+add+relu`."""
    inputs: tuple[Shape, ...]
    """Shapes of what other layers computed."""
    output: Shape
    weights: Shape | None = None
    sparsity: Sparsity | None = None
    why_dense: str | None = None
    kept: int | None = None
    """Weights that are not zero."""
    macs: int = 0
    """Multiply-adds of the layer without its zeros in mind."""
    effective_macs: int = 0
    """Multiply-adds that are left when the scheme's zeros are skipped."""
    kernel: Kernel | None = None
    """None where no program has been planned."""
    passed_over: Sparsity | None = None
    """The scheme that the weights follow although the layer is dense: it would not be faster."""
    prediction: Prediction | None = None
    """None where no program has been planned, and for layers without a kernel of their own."""

    @property
    def density(self) -> float | None:
        """Share of the weights that are not zero."""
        return None if self.weights is None or self.kept is None else self.kept / prod(self.weights)


@dataclass(frozen=True)
class Work:
    """What a step of the planned program has to do; as many, in the same order, as a session's `steps`."""

    layer: str
    """As in `Layer`, which may take several steps: phases are split, planes cleared."""
    operation: str
    """The planned operation, as `plan.tap_conv`."""
    computes: Layer | None
    """The layer, at the step that computes it; None at those that prepare."""
    weight_bytes: int
    """Weights, with their tables."""
    input_bytes: int
    """Values read, each once, without what stands between the rows of planes."""
    output_bytes: int

    @property
    def macs(self) -> int:
        """Multiply-adds, without those that the scheme's zeros save."""
        return 0 if self.computes is None else self.computes.effective_macs

    @property
    def bytes(self) -> int:
        """All that is touched, each byte once."""
        return self.weight_bytes + self.input_bytes + self.output_bytes


@dataclass(frozen=True)
class Inspection:
    """A network's layers, its planned program's steps, and the bytes that one run needs for what it computes (arena) and for weights
    and tables (blob)."""

    layers: tuple[Layer, ...]
    work: tuple[Work, ...]
    arena_bytes: int
    blob_bytes: int


def inspect(
    model: Model,
    *,
    pipeline: str | None = None,
    input_shapes: Mapping[str, Sequence[int]] | None = None,
    progress: Progress | None = None,
) -> Inspection:
    """Look at `model` as it would be compiled, down to the planned program; arguments as for `compile`."""
    inspector = Inspector()
    for level, module in levels(model, pipeline=pipeline, input_shapes=input_shapes, progress=progress):
        inspector(level, module)
        if level == "plan":
            break
    return inspector.result()


class Inspector:
    """An observer for `compile`: afterwards, `result()` is what `inspect` would have said."""

    def __init__(self) -> None:
        self._layers: list[Layer] = []
        self._predictable: list[Predictable | None] = []
        self._work: list[Work] = []
        self._bytes = (0, 0)

    def __call__(self, level: str, module: ModuleOp) -> None:
        if level == "pconv":
            self._layers, predictor = layers(module), Predictor(module)
            self._predictable = [predictor(op) for op in _operations(module)]
        elif level == "plan":
            self._layers, self._work = planned(self._layers, module, self._predictable)
            self._bytes = memory(module)

    def result(self) -> Inspection:
        return Inspection(tuple(self._layers), tuple(self._work), *self._bytes)


def layers(module: ModuleOp) -> list[Layer]:
    """The layers of a module in tensor form (import, nn, pconv), in the order of the program."""
    return [_layer(op) for op in _operations(module)]


def _operations(module: ModuleOp) -> list[Operation]:
    return [op for op in module.walk() if isinstance(op, nn.NNOp | nn.SplitOp)]


def planned(
    layers: Sequence[Layer], program: ModuleOp, predictable: Sequence[Predictable | None]
) -> tuple[list[Layer], list[Work]]:
    """`layers` with the kernels that the planned program has for them and their predicted times, and its steps.

    Layers and planned operations belong together by name; where several have one name, by their order.
    """
    steps = program_layers(main_function(program))
    found: defaultdict[str, list[Operation]] = defaultdict(list)
    for step in steps:
        for op in step.steps if isinstance(step, plan.ElementwiseOp) else [step]:
            found[node_name(op.location)].append(op)
    computing: dict[Operation, Layer] = {}
    with_kernels: list[Layer] = []
    for layer, times in zip(layers, predictable, strict=True):
        op = _take_operation(layer, found[layer.name])
        with_kernels.append(replace(layer, kernel=_kernel(op), prediction=_prediction(op, times)))
        if op is not None:
            computing[op] = with_kernels[-1]
    last = {op: op.steps[-1] if isinstance(op, plan.ElementwiseOp) else op for op in steps}
    return with_kernels, [_work(op, computing.get(last[op])) for op in steps]


def memory(program: ModuleOp) -> tuple[int, int]:
    """Bytes of the arena and of the blob of weights."""
    arena, blob, *_ = (nn.shape_of(argument)[0] for argument in main_function(program).args)
    return arena, blob


def operations(module: ModuleOp, name: str) -> list[Operation]:
    """What stands for the layer `name` at the level of `module`: operations of the main function, then the kernels they call.

    Layers of equal configuration share a kernel, which is located at the first of them.
    """
    main = SymbolTable.lookup_symbol(module, "main")
    if main is None:
        raise PrunirError("the module has no function 'main'")
    blocks = [block for region in main.regions for block in region.blocks]
    located = [op for block in blocks for op in block.ops if node_name(op.location) == name]
    callees = {callee: None for op in located if (callee := op.properties.get("callee"))}
    called = [
        SymbolTable.lookup_symbol(module, callee) for callee in callees if isinstance(callee, SymbolRefAttr)
    ]
    return [*located, *(kernel for kernel in called if kernel is not None)]


# A layer in tensor form


def _layer(op: Operation) -> Layer:
    weight = _weight(op)
    output = nn.shape_of(op.results[0])
    shape = None if weight is None else _weight_shape(weight)
    scheme, passed_over = _scheme(op), op.attributes.get(PASSED_OVER)
    kept = None if weight is None else _count_kept(weight)
    macs = _macs(op, output, shape)
    share = kept / prod(shape) if scheme and kept is not None and shape else 1
    return Layer(
        name=node_name(op.location),
        op=_kind(op),
        inputs=tuple(
            nn.shape_of(value) for value in op.operands if value is not weight and _is_computed(value)
        ),
        output=output,
        weights=shape,
        sparsity=None if scheme is None or shape is None else _sparsity(scheme, shape),
        passed_over=_sparsity(passed_over, shape) if shape and isinstance(passed_over, Scheme) else None,
        why_dense=_why_dense(op),
        kept=kept,
        macs=macs,
        effective_macs=round(macs * share),
    )


def _kind(op: Operation) -> str:
    """`conv+add+relu`: the operation without its dialect, and its epilogue."""
    parts = [op.name.rpartition(".")[2]]
    if getattr(op, "residual", None) is not None:
        parts.append("add")
    if isinstance(activation := getattr(op, "activation", None), nn.ActivationAttr):
        parts.append(activation.kind.data)
    return "+".join(parts)


def _weight(op: Operation) -> SSAValue | None:
    """The operand that a product takes its weights from: known, and not what another layer computed."""
    match op:
        case nn.ConvOp() | pconv.ConvOp() | pconv.LinearOp():
            return op.weight
        case nn.GemmOp():
            candidates = (op.b, op.a)
        case nn.MatmulOp():
            candidates = (op.rhs, op.lhs)
        case _:
            return None
    return next((value for value in candidates if not _is_computed(value)), None)


def _is_computed(value: SSAValue) -> bool:
    constants = nn.ConstantOp | pconv.ConstantOp | pconv.BlockConstantOp
    return not (isinstance(value, OpResult) and isinstance(value.op, constants))


def _weight_shape(weight: SSAValue) -> Shape:
    match weight.type:
        case pconv.FKWType():
            return weight.type.get_shape()
        case pconv.BlockPrunedType():
            return weight.type.shape
        case _:
            return nn.shape_of(weight)


def _count_kept(weight: SSAValue) -> int | None:
    """How many weights are not zero; None where they are computed, or named but not at hand."""
    try:
        match weight.owner:
            case nn.ConstantOp():
                return int(np.count_nonzero(weight.owner.array()))
            case pconv.ConstantOp():
                return int(np.count_nonzero(weight.owner.fkw().weight))
            case pconv.BlockConstantOp():
                return int(np.count_nonzero(weight.owner.packed().weight))
            case _:
                return None
    except WeightError:
        return None


def _scheme(op: Operation) -> Scheme | None:
    pruned = isinstance(op, pconv.ConvOp | pconv.LinearOp)
    scheme = op.weight_scheme if pruned else op.attributes.get(SCHEME)
    return scheme if isinstance(scheme, Scheme) else None


def _sparsity(scheme: Scheme, weights: Shape) -> Sparsity:
    if isinstance(scheme, pconv.BlockPrunedSchemeAttr):
        return Sparsity(scheme.SCHEME, scheme.group.data, ())
    patterns = () if scheme.ANY_POSITIONS else tuple(map(str, scheme.patterns(weights[2:])))
    return Sparsity(scheme.SCHEME, scheme.group.data, patterns, scheme.block)


def _why_dense(op: Operation) -> str | None:
    reason = op.attributes.get(DENSE)
    return reason.data if isinstance(reason, StringAttr) else None


def _macs(op: Operation, output: Shape, weights: Shape | None) -> int:
    """Multiply-adds of convolutions and matrix products; other operations have none."""
    match op:
        case nn.ConvOp() | pconv.ConvOp():
            assert weights is not None
            return prod(output) * prod(weights[1:])
        case pconv.LinearOp():
            return prod(output) * op.weight_shape[1]
        case nn.GemmOp():
            return prod(output) * nn.shape_of(op.a)[0 if op.trans_a else 1]
        case nn.MatmulOp():
            return prod(output) * nn.shape_of(op.lhs)[-1]
        case _:
            return 0


# A layer in the planned program

_PLANNED = {
    "conv": (plan.TapConvOp, plan.RunConvOp, plan.DepthwiseConvOp, nn.ConvOp),
    "gemm": (plan.LinearOp, nn.GemmOp),
    "linear": (plan.BlockLinearOp,),
}
"""What the operations that have kernels of their own become."""


def _take_operation(layer: Layer, candidates: list[Operation]) -> Operation | None:
    """The operation that computes `layer`, which leaves `candidates`; a layer without one is a view of its operand."""
    kind = layer.op.partition("+")[0]
    for op in candidates:
        if isinstance(op, _PLANNED[kind]) if kind in _PLANNED else op.name == f"nn.{kind}":
            candidates.remove(op)
            return op
    return None


def _kernel(op: Operation | None) -> Kernel:
    if op is None:
        return Kernel("view")
    if isinstance(row := op.parent_op(), plan.ElementwiseOp):
        return Kernel("loops" if op is row.steps[-1] else "fused")
    schedule = op.properties.get("schedule")
    return _scheduled(schedule) if isinstance(schedule, plan.ScheduleAttr) else Kernel("loops")


def _prediction(op: Operation | None, times: Predictable | None) -> Prediction | None:
    schedule = None if op is None else op.properties.get("schedule")
    if times is None or not isinstance(schedule, plan.ScheduleAttr):
        return None
    return times.scheduled(schedule)


def _work(op: Operation, computes: Layer | None) -> Work:
    *inputs, output = op.operands  # what reads and writes one buffer names it twice
    weights = [value for value in inputs if isinstance(value.owner, plan.WeightOp)]
    return Work(
        layer=node_name(op.location),
        operation=op.name,
        computes=computes,
        weight_bytes=sum(map(_bytes, weights)),
        input_bytes=sum(_bytes(value) for value in inputs if value not in weights),
        output_bytes=_bytes(output),
    )


def _bytes(value: SSAValue) -> int:
    assert isinstance(value.type, MemRefType)
    return prod(nn.shape_of(value)) * nn.dtype_of(value.type.element_type).itemsize


def _scheduled(schedule: plan.ScheduleAttr) -> Kernel:
    return Kernel(schedule.kernel.data, schedule.filters, schedule.tile, schedule.lanes, schedule.order)
