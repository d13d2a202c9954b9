"""Machine code: the same bytes for the same module, real barriers, and errors instead of crashes."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from lowering_helpers import TO_LLVM, parse, run_pipeline
from networks import SCALE, object_code
from prunir import targets
from prunir.errors import CodegenError
from prunir.runtime import archive, jit
from prunir.runtime.jit import compile_object, emit_assembly, emit_llvm_ir
from prunir.runtime.loader import load
from prunir.runtime.team import Team

RELAY = """
// Every round each thread adds its right neighbour's number to its own. Wrong as soon as one thread runs ahead.
func.func private @prunir_barrier(memref<64xi8>, index)
func.func @main(%barrier: memref<64xi8>, %a: memref<64xi64>, %b: memref<64xi64>, %tid: index, %nt: index)
    attributes {plan.entry} {
  %0 = arith.constant 0 : index
  %1 = arith.constant 1 : index
  %rounds = arith.constant 1000 : index
  %after = arith.addi %tid, %1 : index
  %right = arith.remui %after, %nt : index
  scf.for %i = %0 to %rounds step %1 {
    %mine = memref.load %a[%tid] : memref<64xi64>
    %other = memref.load %a[%right] : memref<64xi64>
    %sum = arith.addi %mine, %other : i64
    memref.store %sum, %b[%tid] : memref<64xi64>
    func.call @prunir_barrier(%barrier, %nt) : (memref<64xi8>, index) -> ()
    %new = memref.load %b[%tid] : memref<64xi64>
    memref.store %new, %a[%tid] : memref<64xi64>
    func.call @prunir_barrier(%barrier, %nt) : (memref<64xi8>, index) -> ()
  }
  func.return
}
"""


def relay(threads: int) -> np.ndarray:
    numbers = np.arange(1, 65, dtype=np.int64)
    for _ in range(1000):
        numbers[:threads] += np.roll(numbers[:threads], -1)
    return numbers


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_barriers_keep_threads_in_step(threads: int):
    entry = load(object_code(RELAY))
    barrier, a, b = np.zeros(64, np.uint8), np.arange(1, 65, dtype=np.int64), np.zeros(64, np.int64)
    context = (ctypes.c_void_p * 3)(*(array.ctypes.data for array in (barrier, a, b)))
    Team().run(lambda thread, count: entry(ctypes.addressof(context), thread, count), threads)
    np.testing.assert_array_equal(a, relay(threads))


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(jit, "_PART", 100)


SUM = "".join(
    f"""
    func.func private @add{i}(%x: memref<1xf32>) attributes {{no_inline}} {{
      %0 = arith.constant 0 : index
      %c = arith.constant {i}.0 : f32
      %v = memref.load %x[%0] : memref<1xf32>
      %s = arith.addf %v, %c : f32
      memref.store %s, %x[%0] : memref<1xf32>
      func.return
    }}"""
    for i in range(10)
)
SUM += """
func.func @main(%x: memref<1xf32>, %tid: index, %nt: index) attributes {plan.entry} {
"""
SUM += "".join(f"func.call @add{i}(%x) : (memref<1xf32>) -> ()\n" for i in range(10)) + "func.return }"


@pytest.mark.usefixtures("small_parts")
def test_parts_make_a_whole():
    code, x = object_code(SUM), np.ones(1, np.float32)
    assert len(archive.split(code)) == 11
    load(code)(ctypes.addressof(ctypes.c_void_p(x.ctypes.data)), 0, 1)
    assert x[0] == 1 + sum(range(10))
    assembly = emit_assembly(run_pipeline(parse(SUM), TO_LLVM), targets.host())
    assert all(assembly.count(f"{name}:\n") == 1 for name in ("prunir_run", "add0", "add9"))


@pytest.mark.usefixtures("small_parts")
def test_parts_do_not_depend_on_the_number_of_processors(monkeypatch: pytest.MonkeyPatch):
    codes: list[bytes] = []
    for processors in (1, 4):
        monkeypatch.setattr(jit, "usable_processors", lambda count=processors: list(range(count)))
        codes.append(object_code(SUM))
    assert codes[0] == codes[1]


def test_equal_modules_give_equal_code():
    assert object_code(SCALE) == object_code(SCALE)


def test_code_does_not_depend_on_the_process():
    script = "import sys, networks; sys.stdout.buffer.write(networks.object_code(networks.SCALE))"
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}; {script}"]
    other = subprocess.run(command, capture_output=True, check=True).stdout
    assert other == object_code(SCALE)


def test_inspection():
    module = run_pipeline(parse(SCALE), TO_LLVM)
    raw = emit_llvm_ir(module, targets.host(), optimise=False)
    assert 'define internal void @"main"' in raw and "alloca" not in raw
    assert "atomicrmw" in emit_llvm_ir(module, targets.host())
    assert "prunir_run:" in emit_assembly(module, targets.host())


def test_wide_vectors_are_used():
    host = targets.host()
    text = f"""
    func.func @main(%x: memref<4096xf32>, %tid: index, %nt: index) attributes {{plan.entry}} {{
      %0 = arith.constant 0 : index
      %lanes = arith.constant {host.lanes} : index
      %4096 = arith.constant 4096 : index
      scf.for %i = %0 to %4096 step %lanes {{
        %v = vector.load %x[%i] : memref<4096xf32>, vector<{host.lanes}xf32>
        %w = vector.fma %v, %v, %v : vector<{host.lanes}xf32>
        vector.store %w, %x[%i] : memref<4096xf32>, vector<{host.lanes}xf32>
      }}
      func.return
    }}"""
    assembly = emit_assembly(run_pipeline(parse(text), TO_LLVM), host)
    register = {16: "%zmm", 8: "%ymm"}.get(host.lanes)
    assert register is None or any(register in line for line in assembly.splitlines() if "fmadd" in line)


@pytest.mark.parametrize(
    ("triple", "cpu", "features"),
    [
        ("aarch64-unknown-linux-gnu", "generic", "+neon"),
        ("riscv64-unknown-linux-gnu", "generic-rv64", "+m,+a,+f,+d"),
    ],
)
def test_other_processors(triple: str, cpu: str, features: str):
    target = replace(targets.host(), triple=triple, cpu=cpu, features=features)
    code = compile_object(run_pipeline(parse(SCALE), TO_LLVM), target)
    assert code.startswith(b"\x7fELF")
    if target.architecture != targets.host().architecture:
        with pytest.raises(CodegenError, match=f"made for {target.architecture}"):
            load(code)


def test_code_without_entry_is_refused():
    module = run_pipeline(parse("func.func @f() { func.return }"), "lower-loops-to-llvm")
    with pytest.raises(CodegenError, match="prunir_run"):
        load(compile_object(module, targets.host()))


@pytest.mark.parametrize(
    "access",
    [
        "%v = llvm.load %p atomic acquire {alignment = 4 : i64} : !llvm.ptr -> i32",
        "llvm.store volatile %x, %p : i32, !llvm.ptr",
        "llvm.store %x, %p {nontemporal} : i32, !llvm.ptr",
    ],
)
def test_accesses_that_would_become_plain_are_refused(access: str):
    module = parse(f"llvm.func @f(%p: !llvm.ptr, %x: i32) {{ {access} llvm.return }}")
    with pytest.raises(CodegenError, match="atomic, volatile or non-temporal"):
        compile_object(module, targets.host())


def test_functions_can_be_kept_out_of_line():
    text = """
    func.func private @f(%x: memref<1xf32>) attributes {no_inline} { func.return }
    func.func @main(%x: memref<1xf32>, %tid: index, %nt: index) attributes {plan.entry} {
      func.call @f(%x) : (memref<1xf32>) -> ()
      func.return
    }"""
    raw = emit_llvm_ir(run_pipeline(parse(text), TO_LLVM), targets.host(), optimise=False)
    assert 'define internal void @"f"(ptr %".1") noinline nounwind' in raw


def test_what_kernels_keep_on_the_stack_lies_in_whole_lines():
    text = """
    func.func private @f(%x: memref<1xf32>) attributes {no_inline} { func.return }
    func.func @main(%x: memref<1xf32>, %tid: index, %nt: index) attributes {plan.entry} {
      func.call @f(%x) : (memref<1xf32>) -> ()
      func.return
    }"""
    target = replace(targets.host(), lanes=16)
    raw = emit_llvm_ir(run_pipeline(parse(text), TO_LLVM), target, optimise=False)
    assert re.search(r'@"f"\(.*alignstack\(64\)', raw)
    assert not re.search(r'@"main"\(.*alignstack', raw)


def test_modules_not_lowered_are_refused():
    with pytest.raises(CodegenError, match=r"func\.func"):
        compile_object(parse("func.func @f() { func.return }"), targets.host())
