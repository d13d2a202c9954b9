"""Graph passes keep what a network computes: interpreted before and after, the results agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from lit_runner import run_lines
from nn_programs import networks
from prunir.dialects import nn
from prunir.dialects.reference import interpret
from prunir.pass_manager import parse_pipeline, run_passes
from prunir.pipelines import PIPELINES
from prunir.universe import multiverse, new_context
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.dialects.func import FuncOp
from xdsl.parser import Parser

FILES = sorted((Path(__file__).parents[1] / "filecheck/passes/graph").glob("*.mlir"))


@cache
def context() -> Context:
    return new_context()


def run(module: ModuleOp, pipeline: str) -> ModuleOp:
    """A copy of `module` after `pipeline`."""
    copy = module.clone()
    passes = parse_pipeline(pipeline, multiverse().all_passes, PIPELINES)
    run_passes(context(), copy, passes, verify_each=False)
    copy.verify()
    return copy


def pipelines(text: str) -> Iterator[str]:
    """What the RUN lines of a lit file pass to `-p`."""
    for line in run_lines(text):
        if match := re.search(r" -p ('[^']*'|\S+)", line):
            yield match[1].strip("'")


def modules(text: str) -> Iterator[ModuleOp]:
    """The parts of a lit file that are expected to be right."""
    for chunk in text.split("// -----\n"):
        if "expected-error" not in chunk:
            yield Parser(context(), chunk).parse_module()


def inputs(function: FuncOp, seed: int) -> list[np.ndarray]:
    """Normal values, integers near zero; positive where the argument is a variance."""
    rng = np.random.default_rng(seed)
    arrays: list[np.ndarray] = []
    for arg in function.body.block.args:
        values = 2 * rng.standard_normal(nn.shape_of(arg))
        values = np.abs(values) if arg.name_hint == "var" else values
        arrays.append(values.astype(nn.dtype_of(nn.element_of(arg))))
    return arrays


def assert_close(got: tuple[np.ndarray, ...], expected: tuple[np.ndarray, ...]) -> None:
    """Equal to 1e-5 of the largest magnitude, types and shapes the same."""
    assert len(got) == len(expected)
    for a, b in zip(got, expected, strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape)
        finite = np.abs(b[np.isfinite(b)])
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-5 * finite.max(initial=0))


def assert_same(module: ModuleOp, pipeline: str) -> None:
    """All functions of `module` give the same results before and after `pipeline`."""
    after = run(module, pipeline)
    for function in module.ops:
        assert isinstance(function, FuncOp)
        arrays, name = inputs(function, seed=1), function.sym_name.data
        with np.errstate(all="ignore"):  # some divide by zero, before and after
            assert_close(interpret(after, arrays, name), interpret(module, arrays, name))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_pass_on_its_lit_file(file: Path):
    text = file.read_text()
    tried = [(module, p) for module in modules(text) for p in pipelines(text)]
    assert tried
    for module, pipeline in tried:
        assert_same(module, pipeline)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_pipeline_on_each_lit_file(file: Path):
    for module in modules(file.read_text()):
        assert_same(module, "simplify-graph")


@given(networks())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_the_pipeline_on_random_networks(module: ModuleOp):
    assert_same(module, "simplify-graph")
