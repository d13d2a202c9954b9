"""Fully connected layers of any size, dense and block-pruned, as machine code: numpy's answers, the same bits on any number of threads."""

from __future__ import annotations

import numpy as np
import prunir
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prunir.dialects import nn, pconv
from prunir.dialects.reference.nn.activation import activate
from prunir.schemes.block_pruned import BlockColumns, pack
from xdsl.dialects.builtin import ModuleOp, TensorType, f32
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, Region

TOLERANCE = 1e-6
"""Of the largest sum of magnitudes."""


def random(*shape: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape, np.float32)


def structure(outputs: int, inputs: int, group: int, seed: int) -> BlockColumns:
    """Blocks that keep all, nothing, or some columns."""
    generator = np.random.default_rng(seed)
    blocks = -(-outputs // group)
    shares = generator.choice([0, 0.1, 0.5, 1], (blocks, 1))
    return BlockColumns(outputs, group, generator.random((blocks, inputs)) < shares)


def network(
    x: np.ndarray, w: np.ndarray, bias: np.ndarray | None, kept: BlockColumns | None, act: str | None
):
    """`main`, of one layer with constant weights."""
    activation = None if act is None else nn.ActivationAttr.of(act)
    block = Block(arg_types=[TensorType(f32, x.shape)])
    added = None if bias is None else nn.ConstantOp.of(bias)
    if kept is None:
        weight = nn.ConstantOp.of(w)
        c = None if added is None else added.result
        layer = nn.GemmOp.of(block.args[0], weight.result, c, trans_b=True, activation=activation)
    else:
        weight = pconv.BlockConstantOp.of(pack(w, kept))
        b = None if added is None else added.result
        layer = pconv.LinearOp.of(block.args[0], weight.result, b, activation=activation)
    block.add_ops([*([] if added is None else [added]), weight, layer, ReturnOp(layer.answer)])
    types = [block.args[0].type], [layer.answer.type]
    return ModuleOp([FuncOp("main", types, Region(block))])


def check(x: np.ndarray, w: np.ndarray, bias: np.ndarray | None, kept: BlockColumns | None, act: str | None):
    session = prunir.compile(network(x, w, bias, kept, act), pipeline="")
    feeds = {session.inputs[0].name: x}
    (y,) = session.run(None, feeds)
    expected = x.astype(np.float64) @ w.T.astype(np.float64) + (0 if bias is None else bias)
    scale = max((np.abs(x) @ np.abs(w).T).max(), 1e-30)  # sums may cancel
    expected = expected if act is None else activate(act, (), expected.astype(np.float32))
    assert np.abs(y - expected).max() <= TOLERANCE * scale
    for threads in (2, 3, 5):
        session.threads = threads
        (again,) = session.run(None, feeds)
        assert again.tobytes() == y.tobytes(), f"{threads} threads differ"


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    rows=st.integers(1, 9),
    inputs=st.integers(1, 70),
    outputs=st.integers(1, 150),
    group=st.sampled_from([None, 1, 2, 3, 4, 8, 12, 16, 32, 64, 80]),
    bias=st.booleans(),
    act=st.sampled_from([None, "relu", "hard_swish"]),
    negative=st.booleans(),
    seed=st.integers(0, 99),
)
def test_any_layer(rows, inputs, outputs, group, bias, act, negative, seed):
    x, w = random(rows, inputs, seed=seed), random(outputs, inputs, seed=seed + 1)
    kept = None if group is None else structure(outputs, inputs, group, seed)
    w = w if kept is None else kept.apply(w)
    b = random(outputs, seed=seed + 2) if bias else None
    check(-np.abs(x) - 1 if negative else x, w, b, kept, act)


@pytest.mark.parametrize("group", [None, 16])
@pytest.mark.parametrize("rows", range(1, 8))
def test_every_number_of_rows(rows, group):
    x, w = random(rows, 50, seed=1), random(200, 50, seed=2)
    kept = None if group is None else structure(200, 50, group, 3)
    check(x, w if kept is None else kept.apply(w), random(200, seed=4), kept, "relu")


@pytest.mark.parametrize("share", [False, True])
def test_all_blocks_empty_or_full(share):
    kept = BlockColumns(40, 16, np.full((3, 30), share))
    check(random(2, 30, seed=1), kept.apply(random(40, 30, seed=2)), random(40, seed=3), kept, None)
