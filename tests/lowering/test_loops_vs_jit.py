"""Every module in `loops/` gives the same bits when it is interpreted and when it is compiled."""

from __future__ import annotations

import ctypes
from pathlib import Path

import numpy as np
import pytest
from lowering_helpers import TO_LLVM, parse, run_pipeline
from prunir import targets
from prunir.dialects.reference.buffers import allocate, owner_of
from prunir.dialects.reference.loops import register_loops
from prunir.runtime.jit import compile_object
from prunir.runtime.loader import load
from xdsl.dialects import func
from xdsl.dialects.builtin import MemRefType, ModuleOp
from xdsl.interpreter import Interpreter

CASES = sorted((Path(__file__).parent / "loops").glob("*.mlir"))

SPECIAL = [
    0.0,
    -0.0,
    np.inf,
    -np.inf,
    np.nan,
    1e-30,  # smaller still would be subnormal: zero in machine code, kept by numpy
    -1e-30,
    1.0,
    -1.0,
    0.5,
    1.5,
    2.5,
    1e30,
    -1e30,
    127.5,
    3e38,
]


def buffers(module: ModuleOp) -> list[np.ndarray]:
    """One memref value for each memref argument of `@main`, halos filled too, the same at every call."""
    main = next(op for op in module.ops if isinstance(op, func.FuncOp) and op.sym_name.data == "main")
    generator = np.random.default_rng(7)
    types = [type_ for type_ in main.function_type.inputs if isinstance(type_, MemRefType)]
    return [filled(allocate(type_), generator) for type_ in types]


def filled(view: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    owner = owner_of(view)
    if owner.dtype.kind == "f":
        owner[...] = 4 * generator.standard_normal(owner.shape)
        owner[: len(SPECIAL)] = (
            np.array(SPECIAL, np.float32)[: owner.size] if owner.dtype != np.float16 else 1.0
        )
    elif owner.dtype.kind == "b":
        owner[...] = generator.integers(0, 2, owner.shape)
    else:
        owner[...] = generator.integers(1, 100, owner.shape) * generator.choice([-1, 1], owner.shape)
    return view


def interpret(module: ModuleOp, arguments: list[np.ndarray]) -> None:
    interpreter = Interpreter(module)
    register_loops(interpreter)
    interpreter.call_op("main", (*arguments, 0, 1))


def compile_and_run(module: ModuleOp, arguments: list[np.ndarray]) -> None:
    run_pipeline(module, TO_LLVM)
    entry = load(compile_object(module, targets.host()))
    pointers = [owner_of(argument).ctypes.data for argument in arguments]
    context = (ctypes.c_void_p * len(pointers))(*pointers)
    entry(ctypes.addressof(context), 0, 1)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_same_bits(path: Path):
    module = parse(path.read_text(encoding="utf-8"), path.name)
    run_pipeline(module, "expand-math")
    before, interpreted, compiled = buffers(module), buffers(module), buffers(module)
    interpret(module, interpreted)
    compile_and_run(module, compiled)
    for expected, actual in zip(interpreted, compiled, strict=True):
        np.testing.assert_array_equal(owner_of(actual), owner_of(expected))
        np.testing.assert_array_equal(
            np.signbit(actual) & ~np.isnan(actual), np.signbit(expected) & ~np.isnan(expected)
        )
    assert any((owner_of(a) != owner_of(b)).any() for a, b in zip(before, compiled, strict=True)), (
        "computes nothing"
    )
