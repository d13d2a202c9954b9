"""From text at the loops level to a lowered module, for the tests of lowering and runtime."""

from __future__ import annotations

from prunir.diagnostics import parse_module
from prunir.pass_manager import parse_pipeline, run_passes
from prunir.pipelines import PIPELINES
from prunir.universe import multiverse, new_context
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

TO_LLVM = "lower-loops-to-llvm,generate-entry-point"


def parse(text: str, name: str = "test.mlir") -> ModuleOp:
    """A verified module."""
    module = parse_module(new_context(), text, name)
    module.verify()
    return module


def run_pipeline(module: ModuleOp, pipeline: str) -> ModuleOp:
    """Run named passes and pipelines over the module, and give it back."""
    run_passes(Context(), module, parse_pipeline(pipeline, multiverse().all_passes, PIPELINES))
    return module
