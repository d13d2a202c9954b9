"""Writing loops: a small face over xDSL's builders, shared by every conversion to loops.

A `LoopEmitter` stands at the operation that a conversion replaces and inserts before it. Index arithmetic on Python integers is
done at once, so `e.add(i, 0)` costs no operation.

    e = LoopEmitter(op)
    with e.parallel(rows) as i, e.loop(0, columns) as j:
        e.store(e.add_f(e.load(x, i, j), e.load(y, i, j)), out, i, j)
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager
from math import copysign, prod
from typing import Any, TypeAlias, cast

from xdsl.builder import Builder
from xdsl.dialects import arith, memref, scf, vector
from xdsl.dialects.builtin import (
    DenseArrayBase,
    DenseIntOrFPElementsAttr,
    FloatAttr,
    IndexType,
    IntegerAttr,
    IntegerType,
    MemRefType,
    NoneAttr,
    VectorType,
    f32,
    i1,
    i64,
)
from xdsl.dialects.utils import FastMathFlag
from xdsl.ir import Attribute, Block, Operation, Region, SSAValue
from xdsl.rewriter import InsertPoint, Rewriter

from ..dialects import nn, plan

ANY_ORDER = arith.FastMathFlagsAttr([FastMathFlag.REASSOC])
"""Lets LLVM add in several lanes at once. The order then depends on the machine, but never on the number of threads."""

Index: TypeAlias = int | SSAValue
"""An index known now, or a value of type index."""

CONTRACT = arith.FastMathFlagsAttr([FastMathFlag.ALLOW_CONTRACT])


class LoopEmitter:
    """Inserts operations before `op`."""

    def __init__(self, op: Operation):
        self._builder = Builder(InsertPoint.before(op))
        assert op.parent is not None
        self._block = op.parent
        self._constants: dict[tuple[Attribute, float, float], SSAValue] = {}
        self._location = op.location

    def insert(self, op: Operation) -> SSAValue:
        """Insert `op` here and return its first result."""
        op.location = self._location
        self._builder.insert(op)
        return op.results[0]

    # -- constants ------------------------------------------------------------------------------------------------------

    def constant(self, value: float, of_type: Attribute) -> SSAValue:
        """A constant of a scalar or vector type."""
        key = (of_type, value, copysign(1.0, value))  # 0.0 and -0.0 are equal, but not the same constant
        if key not in self._constants:
            op = arith.ConstantOp(_constant_attribute(value, of_type))
            self._insert_first(op)
            self._constants[key] = op.result
        return self._constants[key]

    def index(self, value: Index) -> SSAValue:
        return self.constant(value, IndexType()) if isinstance(value, int) else value

    # -- index arithmetic -----------------------------------------------------------------------------------------------

    def add(self, *terms: Index) -> Index:
        """Sum of indices."""
        known = sum(t for t in terms if isinstance(t, int))
        total: SSAValue | None = None
        for term in terms:
            if not isinstance(term, int):
                total = term if total is None else self.insert(arith.AddiOp(total, term))
        if total is None:
            return known
        return total if known == 0 else self.insert(arith.AddiOp(total, self.index(known)))

    def mul(self, a: Index, b: Index) -> Index:
        if isinstance(a, int) and isinstance(b, int):
            return a * b
        if 0 in (a, b):
            return 0
        if a == 1 or b == 1:
            return b if a == 1 else a
        return self.insert(arith.MuliOp(self.index(a), self.index(b)))

    def sub(self, a: Index, b: Index) -> Index:
        if isinstance(b, int):
            return self.add(a, -b)
        return self.insert(arith.SubiOp(self.index(a), b))

    def div(self, a: Index, b: Index) -> Index:
        """Quotient of non-negative indices, rounded down."""
        if isinstance(a, int) and isinstance(b, int):
            return a // b
        return a if b == 1 else self.insert(arith.DivUIOp(self.index(a), self.index(b)))

    def rem(self, a: Index, b: Index) -> Index:
        """Remainder of non-negative indices."""
        if isinstance(a, int) and isinstance(b, int):
            return a % b
        return 0 if b == 1 else self.insert(arith.RemUIOp(self.index(a), self.index(b)))

    def split(self, number: Index, shape: Sequence[int]) -> list[Index]:
        """The indices, row-major, of element `number` of an array of `shape`."""
        indices: list[Index] = []
        for size in reversed(shape[1:]):
            indices.insert(0, self.rem(number, size))
            number = self.div(number, size)
        return [number, *indices] if shape else []

    def number(self, indices: Sequence[Index], shape: Sequence[int]) -> Index:
        """The number, row-major, of the element at `indices` of an array of `shape`: the inverse of `split`."""
        number: Index = 0
        for index, size in zip(indices, shape, strict=True):
            number = self.add(self.mul(number, size), index)
        return number

    def minimum(self, a: Index, b: Index) -> Index:
        if isinstance(a, int) and isinstance(b, int):
            return min(a, b)
        return self.insert(arith.MinSIOp(self.index(a), self.index(b)))

    def maximum(self, a: Index, b: Index) -> Index:
        if isinstance(a, int) and isinstance(b, int):
            return max(a, b)
        return self.insert(arith.MaxSIOp(self.index(a), self.index(b)))

    def to_index(self, value: SSAValue) -> SSAValue:
        """An integer as index, sign-extended."""
        return self.insert(arith.IndexCastOp(value, IndexType()))

    def to_float(self, value: SSAValue, of_type: Attribute) -> SSAValue:
        """An index as a floating-point number."""
        return self.insert(arith.SIToFPOp(self.insert(arith.IndexCastOp(value, i64)), of_type))  # pyright: ignore

    # -- control flow ---------------------------------------------------------------------------------------------------

    @contextmanager
    def loop(self, begin: Index, end: Index, step: int = 1) -> Generator[Index]:
        """`for i in range(begin, end, step)`; a single known step makes no loop."""
        if isinstance(begin, int) and isinstance(end, int) and begin + step == end:
            yield begin
            return
        body = Block(arg_types=[IndexType()])
        self.insert_only(scf.ForOp(self.index(begin), self.index(end), self.index(step), [], Region(body)))
        with self._inside(body):
            yield body.args[0]
            self._builder.insert(scf.YieldOp())

    @contextmanager
    def parallel(self, count: int) -> Generator[Index]:
        """`for i in range(count)`, split evenly among the threads."""
        begin, end = self.share(count)
        body = Block(arg_types=[IndexType()])
        self.insert_only(scf.ForOp(self.index(begin), self.index(end), self.index(1), [], Region(body)))
        with self._inside(body):
            yield body.args[0]
            self._builder.insert(scf.YieldOp())

    def share(self, count: int) -> tuple[Index, Index]:
        """This thread's share of `range(count)`: thread t of n takes [count·t/n, count·(t+1)/n)."""
        thread, threads = self.insert(plan.ThreadIdOp()), self.insert(plan.ThreadCountOp())
        begin = self.div(self.mul(thread, count), threads)
        return begin, self.div(self.mul(self.add(thread, 1), count), threads)

    @contextmanager
    def nest(self, shape: Sequence[int]) -> Generator[tuple[Index, ...]]:
        """A loop nest over all indices of `shape`: the outer dimensions split among the threads, the last one or two as loops.

        The last dimension is the innermost loop, which LLVM vectorises. Dimensions of size 1 count for nothing.
        """
        dimensions = [i for i, size in enumerate(shape) if size > 1]
        sizes = [shape[i] for i in dimensions]
        split = max(len(sizes) - 2, 1)
        with ExitStack() as stack:
            outer = stack.enter_context(self.parallel(prod(sizes[:split])))
            inner = [stack.enter_context(self.loop(0, size)) for size in sizes[split:]]
            at = dict(zip(dimensions, (*self.split(outer, sizes[:split]), *inner), strict=False))
            yield tuple(at.get(i, 0) for i in range(len(shape)))

    @contextmanager
    def when(self, predicate: str, a: Index, b: Index) -> Generator[None]:
        """`if a <predicate> b` for signed indices (`eq`, `slt`, …)."""
        condition = self.insert(arith.CmpiOp(self.index(a), self.index(b), predicate))
        body = Block()
        self.insert_only(scf.IfOp(condition, [], Region(body), Region()))
        with self._inside(body):
            yield
            self._builder.insert(scf.YieldOp())

    def insert_only(self, op: Operation) -> None:
        op.location = self._location
        self._builder.insert(op)

    @contextmanager
    def _inside(self, block: Block) -> Generator[None]:
        outer, self._builder = self._builder, Builder(InsertPoint.at_end(block))
        yield
        self._builder = outer

    # -- memory ---------------------------------------------------------------------------------------------------------

    def alloca(self, element: Attribute, *shape: int) -> SSAValue:
        """Uninitialised memory on the stack, made once per call of the kernel."""
        op = memref.AllocaOp.get(element, plan.ALIGNMENT, shape)
        self._insert_first(op)
        return op.memref

    def _insert_first(self, op: Operation) -> None:
        """Put what needs no operands (constants, allocas) at the block's begin, before every use."""
        op.location = self._location
        Rewriter.insert_op(op, InsertPoint.at_start(self._block))

    def flat(self, buffer: SSAValue) -> SSAValue:
        """The buffer as one row from its begin, halo included."""
        return self.view(buffer, (plan.extent_of(buffer),))

    def position(self, buffer: SSAValue, *indices: Index) -> Index:
        """Where an element lies in the flat buffer; indices that are left out are 0."""
        strides = plan.strides_of(buffer)
        terms = [self.mul(i, stride) for i, stride in zip(indices, strides, strict=False)]
        return self.add(plan.lead_of(buffer), *terms)

    def view(self, buffer: SSAValue, shape: Sequence[int]) -> SSAValue:
        """The buffer, from its begin, as a dense one of another shape."""
        view = MemRefType(nn.element_of(buffer), shape)
        return buffer if buffer.type == view else self.insert(plan.AliasOp.of(buffer, view))

    def load(self, buffer: SSAValue, *indices: Index) -> SSAValue:
        return self.insert(memref.LoadOp.get(buffer, [self.index(i) for i in indices]))

    def clear(self, row: SSAValue, begin: Index, first: Index, last: Index) -> None:
        """Zero the elements first ≤ i < last of a one-dimensional buffer, counted from `begin` on."""
        if isinstance(first, int) and isinstance(last, int) and first >= last:
            return
        zero = self.constant(0.0, nn.element_of(row))
        with self.loop(first, last) as i:
            self.store(zero, row, self.add(begin, i))

    def store(self, value: SSAValue, buffer: SSAValue, *indices: Index) -> None:
        self.insert_only(memref.StoreOp.get(value, buffer, [self.index(i) for i in indices]))

    def load_index(self, buffer: SSAValue, *indices: Index) -> SSAValue:
        """An integer of a table, as index."""
        return self.to_index(self.load(buffer, *indices))

    def load_vector(
        self, row: SSAValue, index: Index, of_type: VectorType, exist: Index | None = None
    ) -> SSAValue:
        """Consecutive elements of a one-dimensional buffer; with `exist`, only so many, and zeros behind them."""
        if exist in (None, of_type.get_shape()[0]):
            return self.insert(vector.LoadOp(row, [self.index(index)], of_type))
        zeros = self.constant(0.0, of_type)
        return self.insert(vector.MaskedLoadOp(row, [self.index(index)], self._mask(of_type, exist), zeros))

    def store_vector(self, value: SSAValue, row: SSAValue, index: Index, exist: Index | None = None) -> None:
        """Store all elements of a vector, or the first `exist`."""
        kind: Attribute = value.type
        assert isinstance(kind, VectorType)
        of_type = cast(VectorType[Attribute], kind)
        if exist in (None, of_type.get_shape()[0]):
            self.insert_only(vector.StoreOp(value, row, [self.index(index)]))
        else:
            mask = self._mask(of_type, exist)
            self.insert_only(vector.MaskedStoreOp(row, [self.index(index)], mask, value))

    def prefetch(self, row: SSAValue, index: Index, *, for_write: bool = False) -> None:
        """Ask for the cache line of an element of a one-dimensional buffer."""
        self.insert_only(plan.PrefetchOp.of(row, self.index(index), for_write=for_write))

    def shuffle(self, a: SSAValue, b: SSAValue, lanes: Iterable[int]) -> SSAValue:
        """The elements of two vectors, those of `a` numbered first, that `lanes` names."""
        numbers = list(lanes)
        of_type = vector_of(len(numbers), cast(VectorType[Attribute], a.type).element_type)
        return self.insert(
            vector.ShuffleOp(a, b, DenseArrayBase.from_list(i64, numbers), result_type=of_type)
        )

    def _mask(self, of_type: VectorType, exist: Index | None) -> SSAValue:
        return self.insert(vector.CreateMaskOp([self.index(exist or 0)], VectorType(i1, of_type.get_shape())))

    # -- numbers, scalars or vectors ------------------------------------------------------------------------------------

    def splat(self, value: SSAValue, of_type: VectorType) -> SSAValue:
        return self.insert(vector.BroadcastOp(value, of_type))

    def fma(self, a: SSAValue, b: SSAValue, c: SSAValue) -> SSAValue:
        """a · b + c on vectors, rounded once."""
        return self.insert(vector.FMAOp(a, b, c))

    def sum_lanes(self, value: SSAValue) -> SSAValue:
        """Sum of a vector's lanes, halving it until one is left."""
        element = cast(VectorType[Attribute], value.type).element_type
        properties = {"kind": vector.CombiningKindAttr(vector.CombiningKindFlag.ADD), "fastmath": ANY_ORDER}
        return self.insert(
            vector.ReductionOp.build(operands=[value, None], properties=properties, result_types=[element])
        )

    def add_f(self, a: SSAValue, b: SSAValue) -> SSAValue:
        return self.insert(arith.AddfOp(a, b))

    def sub_f(self, a: SSAValue, b: SSAValue) -> SSAValue:
        return self.insert(arith.SubfOp(a, b))

    def mul_f(self, a: SSAValue, b: SSAValue) -> SSAValue:
        return self.insert(arith.MulfOp(a, b))

    def div_f(self, a: SSAValue, b: SSAValue) -> SSAValue:
        return self.insert(arith.DivfOp(a, b))

    def mul_add(self, a: SSAValue, b: SSAValue, c: SSAValue) -> SSAValue:
        """a · b + c on scalars or vectors; rounded once where the processor has an instruction for it."""
        return self.insert(arith.AddfOp(self.insert(arith.MulfOp(a, b, CONTRACT)), c, CONTRACT))

    def compare_f(self, predicate: str, a: SSAValue, b: SSAValue) -> SSAValue:
        return self.insert(arith.CmpfOp(a, b, predicate))

    def select(self, condition: SSAValue, a: SSAValue, b: SSAValue) -> SSAValue:
        return self.insert(arith.SelectOp(condition, a, b))

    def at_least(self, x: SSAValue, bound: float) -> SSAValue:
        """max(x, bound), NaN for NaN."""
        return self.insert(arith.MaximumfOp(x, self.constant(bound, x.type)))

    def at_most(self, x: SSAValue, bound: float) -> SSAValue:
        """min(x, bound), NaN for NaN."""
        return self.insert(arith.MinimumfOp(x, self.constant(bound, x.type)))


def vector_of(lanes: int, element: Attribute = f32) -> VectorType:
    return VectorType(element, [lanes])


def is_unsigned(element: Attribute) -> bool:
    """Whether elements are integers without a sign, truth values included."""
    return nn.dtype_of(element).kind in "ub"


def is_dense(buffer: SSAValue) -> bool:
    """Whether a buffer's elements lie row-major, without gaps."""
    return nn.is_memref(buffer.type) and buffer.type.layout == NoneAttr()


def shape_of(buffer: SSAValue) -> tuple[int, ...]:
    assert nn.is_memref(buffer.type)
    return buffer.type.get_shape()


def _constant_attribute(value: float, of_type: Attribute) -> Any:
    if isinstance(of_type, VectorType):
        return DenseIntOrFPElementsAttr.from_list(of_type, [value])  # pyright: ignore
    if isinstance(of_type, IndexType | IntegerType):
        return IntegerAttr(int(value), of_type)  # pyright: ignore
    return FloatAttr(value, of_type)  # pyright: ignore
