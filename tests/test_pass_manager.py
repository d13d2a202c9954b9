"""Pipelines are read, run and watched."""

from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from prunir.diagnostics import IRError
from prunir.dialects import nn
from prunir.errors import PrunirError
from prunir.instruments import CrashReproducer, PassStatistics, PrintIR
from prunir.pass_manager import Instrument, parse_pipeline, run_passes
from prunir.passes._rewriting import rewrite_greedily
from prunir.weights import WeightStore
from xdsl.context import Context
from xdsl.dialects import test
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    ModuleOp,
    NameLoc,
    NoneAttr,
    StringAttr,
    TensorType,
    UnitAttr,
    i32,
)
from xdsl.dialects.func import FuncOp
from xdsl.passes import ModulePass
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern


@dataclass(frozen=True)
class Idle(ModulePass):
    """Does nothing."""

    name = "idle"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        pass


@dataclass(frozen=True)
class Mark(ModulePass):
    """Marks the first operation."""

    name = "mark"
    times: int = 1
    scale: float = 1.0
    label: str = "marked"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        first(op).attributes[self.label] = UnitAttr()


@dataclass(frozen=True)
class Refuse(ModulePass):
    """Refuses the first operation."""

    name = "refuse"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        first(op).attributes["half-done"] = UnitAttr()
        raise IRError("unsupported", first(op))


@dataclass(frozen=True)
class Crash(ModulePass):
    """Has a bug."""

    name = "crash"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        raise KeyError("bug")


@dataclass(frozen=True)
class Break(ModulePass):
    """Leaves wrong IR."""

    name = "break"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        op.body.block.add_op(FuncOp("f", ((), (i32,))))
        first(op).detach()


class EraseMarked(RewritePattern):
    """Erases operations that are marked."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: test.TestOp, rewriter: PatternRewriter) -> None:
        if "marked" in op.attributes:
            rewriter.erase(op)


@dataclass(frozen=True)
class Sweep(ModulePass):
    """Erases marked operations."""

    name = "sweep"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        rewrite_greedily(op, [EraseMarked()])


@dataclass
class Log(Instrument):
    """Notes every hook."""

    events: list[str] = field(default_factory=list[str])

    def before(self, pass_: ModulePass, module: ModuleOp) -> None:
        self.events.append(f"before {pass_.name}")

    def after(self, pass_: ModulePass, module: ModuleOp, seconds: float) -> None:
        assert seconds >= 0
        self.events.append(f"after {pass_.name}")

    def changed(self, pass_: ModulePass, module: ModuleOp) -> None:
        self.events.append(f"changed {pass_.name}")

    def failed(self, pass_: ModulePass, module: ModuleOp, error: Exception) -> None:
        self.events.append(f"failed {pass_.name}: {type(error).__name__}")


PASSES: dict[str, Any] = {p.name: lambda p=p: p for p in (Idle, Mark, Refuse, Crash, Break, Sweep)}
PIPELINES = {
    "twice": "mark, mark{times=2}",
    "nested": "idle,\n  twice",
    "loop": "idle,loop2",
    "loop2": "loop",
}


def first(module: ModuleOp):
    op = module.body.block.first_op
    assert op is not None
    return op


@pytest.fixture
def module() -> ModuleOp:
    op = test.TestOp()
    op.location = NameLoc(StringAttr("conv1"), NoneAttr())
    return ModuleOp([op])


def parse(text: str) -> list[str]:
    return [str(p) for p in parse_pipeline(text, PASSES, PIPELINES)]


def test_hooks_come_in_order(module: ModuleOp):
    log = Log()
    run_passes(Context(), module, [Idle(), Mark()], instruments=[log])
    assert log.events == ["before idle", "after idle", "before mark", "changed mark", "after mark"]


def test_a_failure_names_pass_and_operation(module: ModuleOp):
    log = Log()
    with pytest.raises(IRError, match=r"^\"conv1\": unsupported \[in pass 'refuse'\]$"):
        run_passes(Context(), module, [Idle(), Refuse(), Mark()], instruments=[log])
    assert log.events[-1] == "failed refuse: IRError"


def test_a_bug_keeps_its_type_and_gets_a_note(module: ModuleOp):
    log = Log()
    with pytest.raises(KeyError) as error:
        run_passes(Context(), module, [Crash()], instruments=[log])
    assert error.value.__notes__ == ["in pass 'crash'"]
    assert log.events[-1] == "failed crash: KeyError"


def test_wrong_ir_is_found_after_the_pass_that_made_it(module: ModuleOp):
    with pytest.raises(IRError, match=r"\[after pass 'break'\]"):
        run_passes(Context(), module.clone(), [Break(), Idle()])
    run_passes(Context(), module, [Break(), Idle()], verify_each=False)


def test_pipelines_expand():
    assert parse("nested,idle") == ["idle", "mark", "mark{times=2}", "idle"]
    assert parse("") == []


def test_numbers_become_floats_where_the_option_is_one():
    scales = [p.scale for p in parse_pipeline("mark{scale=1e-5},mark{scale=2},mark{scale=0.5}", PASSES, {})]  # pyright: ignore
    assert scales == [1e-5, 2.0, 0.5]
    assert all(type(scale) is float for scale in scales)
    assert parse_pipeline("mark{label=1e5}", PASSES, {}) == [Mark(label="1e5")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("idel", r"unknown pass: 'idel'; did you mean 'idle'\?"),
        (
            "mark{time=2}",
            r"unknown option of pass 'mark': 'time'; did you mean 'times'\?; it has times, scale, label",
        ),
        ("mark{times=1,2}", "pass 'mark': Incompatible types"),
        ("mark{scale=fast}", "pass 'mark': Incompatible types"),
        ("twice{times=2}", "pipeline 'twice' takes no options"),
        ("loop", "pipeline 'loop' contains itself: loop > loop2 > loop"),
        ("mark{", "pipeline 'mark{': "),
        ("mark{times=", "pipeline 'mark{times=': "),
        ("mark;idle", "pipeline 'mark;idle': Unknown token"),
    ],
)
def test_errors_in_pipelines(text: str, message: str):
    with pytest.raises(PrunirError, match=message):
        parse(text)


def test_crash_reproducer_holds_the_ir_before_the_failing_pass(module: ModuleOp, tmp_path: Path):
    passes = [Mark(), Refuse(), Idle()]
    file = tmp_path / "crash.mlir"
    with pytest.raises(IRError):
        run_passes(
            Context(), module, passes, instruments=[CrashReproducer(file, passes, ["--no-verify-each"])]
        )
    run_line, *ir = file.read_text().splitlines()
    assert run_line == "// RUN: prunir-opt %s --no-verify-each -p 'refuse,idle'"
    assert '"test.op"() {marked} : () -> ()' in "\n".join(ir)


def test_crash_reproducer_brings_the_weights(module: ModuleOp, tmp_path: Path):
    weight = nn.ConstantOp.of(np.arange(20, dtype=np.float32))
    module.body.block.add_op(weight)
    file = tmp_path / "crash.mlir"
    with pytest.raises(IRError):
        run_passes(Context(), module, [Refuse()], instruments=[CrashReproducer(file, [Refuse()])])
    assert file.read_text().startswith("// RUN: prunir-opt %s --weights %S/crash.safetensors -p 'refuse'\n")
    assert len(WeightStore.open(tmp_path / "crash.safetensors")) == 1


def test_printing_after_a_failure(module: ModuleOp):
    stream = StringIO()
    with pytest.raises(IRError):
        run_passes(
            Context(), module, [Mark(), Refuse()], instruments=[PrintIR(after_failure=True, stream=stream)]
        )
    assert stream.getvalue().startswith("// -----// IR after refuse failed //----- //\n")
    assert "half-done" in stream.getvalue()


def test_large_tables_are_elided_while_watching(module: ModuleOp, tmp_path: Path):
    def table(count: int) -> DenseIntOrFPElementsAttr[Any]:
        return DenseIntOrFPElementsAttr.from_list(TensorType(i32, [count]), list(range(count)))

    first(module).attributes.update(large=table(65), small=table(64))
    stream = StringIO()
    run_passes(Context(), module, [Idle()], instruments=[PrintIR(after_all=True, stream=stream)])
    assert "large = dense_resource<__elided__> : tensor<65xi32>" in stream.getvalue()
    assert "62, 63]> : tensor<64xi32>" in stream.getvalue()


def test_statistics_count_rewrites_and_operations(module: ModuleOp):
    statistics = PassStatistics()
    run_passes(Context(), module, [Mark(), Sweep(), Idle()], instruments=[statistics])
    assert statistics.report().splitlines() == [
        "// pass statistics",
        "// mark: 2 -> 2 operations",
        "// sweep: 2 -> 1 operations",
        "//   EraseMarked: 1 rewrites",
        "//   test.op: -1",
        "// idle: 1 -> 1 operations",
    ]
