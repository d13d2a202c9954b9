"""Pass `convert-math-to-llvm`: elementary functions as LLVM intrinsics."""

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import llvm, math
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Operation
from xdsl.passes import ModulePass

from ._conversion import Conversion, ConversionTable, Emitter, convert_ops, fail, refuse_half_fma
from ._llvm_types import intrinsic_suffix, lanes_of

_INSTRUCTIONS: dict[type[Operation], str] = {
    math.AbsFOp: "llvm.fabs",
    math.CeilOp: "llvm.ceil",
    math.CopySignOp: "llvm.copysign",
    math.FloorOp: "llvm.floor",
    math.RoundEvenOp: "llvm.roundeven",
    math.RoundOp: "llvm.round",
    math.SqrtOp: "llvm.sqrt",
    math.TruncOp: "llvm.trunc",
    math.CtPopOp: "llvm.ctpop",
}
"""What processors compute themselves, on vectors too."""

_LIBRARY_CALLS: dict[type[Operation], str] = {
    math.CosOp: "llvm.cos",
    math.Exp2Op: "llvm.exp2",
    math.ExpOp: "llvm.exp",
    math.Log10Op: "llvm.log10",
    math.Log2Op: "llvm.log2",
    math.LogOp: "llvm.log",
    math.PowFOp: "llvm.pow",
    math.SinOp: "llvm.sin",
    math.TanhOp: "llvm.tanh",
}
"""What LLVM turns into a call of the C library."""

_UNSUPPORTED: tuple[type[Operation], ...] = tuple(
    op for op in math.Math.operations if op not in _INSTRUCTIONS and op not in _LIBRARY_CALLS
)


def _intrinsic_op(name: str) -> Conversion:
    def convert(op: Operation, emit: Emitter) -> None:
        operands = emit.operands()
        type_ = operands[0].type
        emit.replace(emit.intrinsic(f"{name}.{intrinsic_suffix(type_)}", operands, type_).results[0])

    return convert


def _library_call(name: str) -> Conversion:
    on_scalar = _intrinsic_op(name)

    def convert(op: Operation, emit: Emitter) -> None:
        if lanes_of(op.results[0].type) is not None:
            fail(op, "on a vector it would become one library call a lane; run expand-math before")
        on_scalar(op, emit)

    return convert


def _convert_fma(op: math.FmaOp, emit: Emitter) -> None:
    refuse_half_fma(op, op.a.type)
    _intrinsic_op("llvm.fma")(op, emit)


def _convert_rsqrt(op: math.RsqrtOp, emit: Emitter) -> None:
    (operand,) = emit.operands()
    type_ = operand.type
    root = emit.intrinsic(f"llvm.sqrt.{intrinsic_suffix(type_)}", [operand], type_).results[0]
    division = llvm.FDivOp.create(
        operands=[emit.constant(1.0, type_), root],
        result_types=[type_],
        properties={"fastmathFlags": llvm.FastMathAttr(None)},
    )
    emit.replace_by(division)


def _refuse(op: Operation, emit: Emitter) -> None:
    fail(op, "LLVM has no intrinsic for it; run expand-math before")


CONVERSIONS: ConversionTable = {
    **dict.fromkeys(_UNSUPPORTED, _refuse),
    **{source: _intrinsic_op(name) for source, name in _INSTRUCTIONS.items()},
    **{source: _library_call(name) for source, name in _LIBRARY_CALLS.items()},
    math.FmaOp: _convert_fma,
    math.RsqrtOp: _convert_rsqrt,
}


@dataclass(frozen=True)
class ConvertMathToLlvmPass(ModulePass):
    """
    Turns `math` ops into LLVM intrinsics.

    Roundings, absolute value, square root, copysign and fma are instructions of the machine, on vectors too. Transcendental
    functions are accepted on scalars only, where LLVM calls the C library; on vectors it would call it once a
    lane, so they are refused: `expand-math` turns them into polynomials before.

    Preconditions: `expand-math` has run where `math.exp`, `math.tanh`, `math.erf` or `math.log` apply to vectors.

    Before:
    ```mlir
    %y = math.sqrt %x : vector<16xf32>
    ```
    After:
    ```mlir
    %y = llvm.call_intrinsic "llvm.sqrt.v16f32"(%x) : (vector<16xf32>) -> vector<16xf32>
    ```
    """

    name = "convert-math-to-llvm"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        convert_ops(op, CONVERSIONS)
