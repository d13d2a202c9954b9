"""The machine's limits, as our own code generation reaches them: multiply-adds from registers, and reading memory.

Both are networks to the runtime: kernels at the loops level, lowered and compiled like any, on the threads of the same team.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from xdsl.dialects.builtin import ModuleOp

from ..diagnostics import parse_module
from ..levels import lower
from ..runtime.jit import compile_object
from ..runtime.loader import Entry, load
from ..runtime.memory import aligned_zeros
from ..runtime.team import team
from ..targets import Target, host
from ..universe import new_context

FMA_STEPS = 200_000
"""Rounds of the multiply-add loop: one to two milliseconds."""

SMALLEST_STREAM = 64 << 20
"""Bytes to read where the last cache is small or not known."""

LOADS = 8
"""Vectors that one step of the reading loop adds up, each in a sum of its own."""

MAIN = """
func.func @main(%arena: memref<64xi8>, %blob: memref<64xi8>, %barrier: memref<64xi8>, {parameters}, %tid: index, %nt: index)
    attributes {{plan.entry}} {{
{body}
  func.return
}}
"""


@dataclass(frozen=True)
class Peak:
    """One limit of the machine: `run` does `amount` of work (floating-point operations, or bytes) on all threads."""

    run: Callable[[], None]
    amount: int


def multiply_add(threads: int, target: Target | None = None) -> Peak:
    """Independent fused multiply-adds, as many as fill three quarters of the registers; the operations of all threads.

    target: what the machine is to be taken for, by default what it is.
    """
    target = target or host()
    sums = max(8, target.registers * 3 // 4)
    data = [np.full(2 * target.lanes, 1e-3, np.float32), np.zeros((threads, target.lanes), np.float32)]
    run = _runner(_fma_module(target, sums, threads), data, threads, target)
    return Peak(run, FMA_STEPS * sums * target.lanes * 2 * threads)


def memory_read(threads: int) -> Peak:
    """Reading an array four times as large as the last cache, a part for each thread; bytes."""
    target = host()
    step = LOADS * target.vector_bytes * threads
    steps = max(SMALLEST_STREAM, 4 * target.l3_bytes) // step
    data = [aligned_zeros((steps * step // 4,), np.float32), np.zeros((threads, target.lanes), np.float32)]
    data[0].fill(1.0)  # pages that were never written are all one page of zeros
    run = _runner(_read_module(target, steps, threads), data, threads, target)
    return Peak(run, steps * step)


def _fma_module(target: Target, sums: int, threads: int) -> ModuleOp:
    lanes, vector = target.lanes, f"vector<{target.lanes}xf32>"
    body = [
        f"%begin = arith.constant {lanes} : index",
        f"%u = vector.load %x[%c0] : memref<{2 * lanes}xf32>, {vector}",
        f"%v = vector.load %x[%begin] : memref<{2 * lanes}xf32>, {vector}",
        *_loop(
            FMA_STEPS, sums, vector, [f"%t{i} = vector.fma %u, %v, %s{i} : {vector}" for i in range(sums)]
        ),
    ]
    return _module(f"%x: memref<{2 * lanes}xf32>", body, sums, vector, lanes, threads)


def _read_module(target: Target, steps: int, threads: int) -> ModuleOp:
    lanes, vector = target.lanes, f"vector<{target.lanes}xf32>"
    array = f"memref<{threads}x{steps}x{LOADS * lanes}xf32>"
    loads: list[str] = []
    for i in range(LOADS):
        loads += [
            f"%o{i} = arith.constant {i * lanes} : index",
            f"%l{i} = vector.load %x[%tid, %k, %o{i}] : {array}, {vector}",
            f"%t{i} = arith.addf %s{i}, %l{i} : {vector}",
        ]
    return _module(f"%x: {array}", _loop(steps, LOADS, vector, loads), LOADS, vector, lanes, threads)


def _loop(steps: int, sums: int, vector: str, body: list[str]) -> list[str]:
    """`steps` times `body`, which makes %t0… of the sums %s0…; what comes out is %r0…"""
    numbers = range(sums)
    begins = ", ".join(f"%s{i} = %i{i}" for i in numbers)
    types = ", ".join([vector] * sums)
    return [
        f"%n = arith.constant {steps} : index",
        *(f"%i{i} = arith.constant dense<{float(i)}> : {vector}" for i in numbers),
        f"{_names('r', sums)} = scf.for %k = %c0 to %n step %c1 iter_args({begins}) -> ({types}) {{",
        *(f"  {line}" for line in body),
        f"  scf.yield {_names('t', sums)} : {types}",
        "}",
    ]


def _module(parameter: str, body: list[str], sums: int, vector: str, lanes: int, threads: int) -> ModuleOp:
    """The function around `body`; it stores the sum of %r0…, so that nothing of the loop is dead."""
    out = f"memref<{threads}x{lanes}xf32>"
    lines = [
        "%c0 = arith.constant 0 : index",
        "%c1 = arith.constant 1 : index",
        *body,
        f"%z0 = arith.addf %r0, %r1 : {vector}",
        *(f"%z{i} = arith.addf %z{i - 1}, %r{i + 1} : {vector}" for i in range(1, sums - 1)),
        f"vector.store %z{sums - 2}, %y[%tid, %c0] : {out}, {vector}",
    ]
    text = MAIN.format(parameters=f"{parameter}, %y: {out}", body="\n".join(f"  {line}" for line in lines))
    return parse_module(new_context(), text, "peak")


def _names(letter: str, count: int) -> str:
    return ", ".join(f"%{letter}{i}" for i in range(count))


def _runner(module: ModuleOp, data: list[np.ndarray], threads: int, target: Target) -> Callable[[], None]:
    """Runs the compiled module on `data`, which lives as long as the function returned."""
    lower(module, ["lower-loops-to-llvm,generate-entry-point"])
    entry: Entry = load(compile_object(module, target))
    unused = aligned_zeros((64,), np.uint8)
    arrays = [unused, unused, unused, *data]
    context = (ctypes.c_void_p * len(arrays))(*(array.ctypes.data for array in arrays))
    address = ctypes.addressof(context)

    def run() -> None:
        _ = arrays, context
        if threads == 1:
            entry(address, 0, 1)
        else:
            team().run(lambda thread, of: entry(address, thread, of), threads)

    return run
