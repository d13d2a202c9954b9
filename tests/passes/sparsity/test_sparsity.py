"""The sparsity passes on whole weights: detection gives back what pruning chose, and packing changes no answer."""

import time

import numpy as np
import pytest
from prunir.dialects import nn, pconv
from prunir.dialects.reference import interpret
from prunir.pass_manager import parse_pipeline, run_passes
from prunir.pipelines import PIPELINES
from prunir.schemes import Pattern
from prunir.universe import multiverse
from xdsl.builder import ImplicitBuilder
from xdsl.context import Context
from xdsl.dialects import func
from xdsl.dialects.builtin import ArrayAttr, ModuleOp, StringAttr, TensorType, f32
from xdsl.ir import Block, Region, SSAValue

# Filters, channels and kernel: 1-D, 2-D and 3-D; filters that no group divides; first layers; 1×1.
SPATIAL = [(32, 16, 3), (64, 32, 3, 3), (30, 20, 3, 3), (16, 3, 7, 7), (21, 8, 1, 3, 3), (16, 12, 3, 3, 3)]
POINTWISE = [(64, 32, 1, 1), (37, 24, 1), (24, 10, 1, 1, 1)]
GROUPS = [1, 4, 8]


def he(*shape: int, seed: int = 0) -> np.ndarray:
    """Random weights of the scale √(2 / fan-in)."""
    scale = np.float32(np.sqrt(2 / np.prod(shape[1:])))
    return np.random.default_rng(seed).standard_normal(shape, np.float32) * scale


def network(*weights: np.ndarray, size: int = 7) -> tuple[ModuleOp, list[np.ndarray]]:
    """`main` with one convolution for each of `weights`, each of an input of its own; and random inputs."""
    shapes = [(1, w.shape[1], *[size] * (w.ndim - 2)) for w in weights]
    block = Block(arg_types=[TensorType(f32, shape) for shape in shapes])
    with ImplicitBuilder(block) as inputs:
        results = [_conv(x, w, i) for i, (x, w) in enumerate(zip(inputs, weights, strict=True))]
        func.ReturnOp(*results)
    types = ([x.type for x in block.args], [y.type for y in results])
    module = ModuleOp([func.FuncOp("main", types, Region(block))])
    module.verify()
    return module, [he(*shape, seed=1) for shape in shapes]


def _conv(x: SSAValue, w: np.ndarray, number: int) -> SSAValue:
    constant = nn.ConstantOp.of(w)
    constant.attributes["onnx.initializer"] = StringAttr(f"w{number}")
    r = w.ndim - 2
    bias = nn.ConstantOp.of(np.arange(len(w), dtype=np.float32)).result
    relu = nn.ActivationAttr.of("relu")
    pads = [*(k // 2 for k in w.shape[2:])] * 2
    return nn.ConvOp.of(
        x, constant.result, bias, strides=[1] * r, pads=pads, dilations=[1] * r, activation=relu
    ).answer


def run(module: ModuleOp, pipeline: str) -> None:
    run_passes(Context(), module, parse_pipeline(pipeline, multiverse().all_passes, PIPELINES))


def convs(module: ModuleOp) -> list[nn.ConvOp]:
    return [op for op in module.walk() if isinstance(op, nn.ConvOp)]


def constant(value: SSAValue) -> np.ndarray:
    array = nn.constant_array(value)
    assert array is not None
    return array


def weights(module: ModuleOp) -> list[np.ndarray]:
    return [constant(conv.weight) for conv in convs(module)]


def selected(module: ModuleOp) -> dict[tuple[int, ...], set[Pattern]]:
    sets = module.attributes["pconv.pattern_sets"]
    assert isinstance(sets, ArrayAttr)
    return {s.kernel: set(s.patterns) for s in sets}


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("balanced", [False, True])
def test_detection_recovers_what_pruning_chose(group, balanced):
    options = f"rate=3.6 group={group} balanced={str(balanced).lower()}"
    module, _ = network(*(he(*shape) for shape in (*SPATIAL, *POINTWISE)))
    run(module, f"select-patterns,assign-patterns{{group={group}}},prune-connectivity{{{options}}}")
    run(module, f"prune-unstructured{{{options}}},detect-sparsity")
    chosen = selected(module)
    for conv, w in zip(convs(module), weights(module), strict=True):
        scheme = conv.attributes["pconv.scheme"]
        assert isinstance(scheme, pconv.SchemeAttr)
        assert scheme.group.data == group
        found = scheme.sparsity(w)
        assert (found.mask == (w != 0)).all()
        assert set(found.patterns) <= chosen.get(w.shape[2:], {Pattern.full(w.shape[2:])})


def test_pruning_keeps_the_share_it_promises():
    module, _ = network(he(64, 32, 3, 3), he(64, 3, 3, 3), he(64, 32, 1, 1), he(64, 3, 1, 1))
    run(module, "prune")
    density = [np.count_nonzero(w) / w.size for w in weights(module)]
    assert density == pytest.approx([4 / 9 / 3.6, 4 / 9, 1 / 3.6, 1], rel=1e-3)


def test_pruning_keeps_the_other_weights_and_where_they_come_from():
    before = [he(*shape) for shape in (*SPATIAL, *POINTWISE)]
    module, _ = network(*before)
    run(module, "prune-4")
    for number, (conv, old) in enumerate(zip(convs(module), before, strict=True)):
        new = constant(conv.weight)
        assert ((new == 0) | (new == old)).all() and new.any()
        assert isinstance(conv.weight.owner, nn.ConstantOp)
        assert conv.weight.owner.attributes["onnx.initializer"] == StringAttr(f"w{number}")


@pytest.mark.parametrize("group", [1, 4])
def test_every_step_computes_the_same(group):
    module, inputs = network(*(he(*shape) for shape in (*SPATIAL, *POINTWISE)), he(8, 4, 3, 3))
    run(module, "prune" if group == 1 else f"prune-{group}")
    expected = interpret(module, inputs)
    for step in ("detect-sparsity", "convert-nn-to-pconv", "reorder-filters", "pack-weights"):
        run(module, step)
        for answer, wanted in zip(interpret(module, inputs), expected, strict=True):
            assert answer.tobytes() == wanted.tobytes(), step
    assert not convs(module)
    packed = [op for op in module.walk() if isinstance(op, pconv.ConstantOp)]
    assert len(packed) == len(SPATIAL) + len(POINTWISE) + 1


def test_reordering_changes_what_is_stored():
    w = he(32, 16, 3, 3)
    stored = []
    for reorder in ("", "reorder-filters,"):
        module, _ = network(w)
        run(module, f"prune,detect-sparsity,convert-nn-to-pconv,{reorder}pack-weights")
        (constant,) = (op for op in module.walk() if isinstance(op, pconv.ConstantOp))
        stored.append(constant.fkw())
    plain, ordered = stored
    assert plain.reorder.tolist() == list(range(32))
    assert (np.diff(np.diff(ordered.offset)) >= 0).all() and (np.diff(np.diff(plain.offset)) < 0).any()


def test_folding_a_batch_norm_keeps_the_scheme():
    module, _ = network(he(16, 8, 3, 3))
    run(module, "prune-4,detect-sparsity")
    (conv,) = convs(module)
    scheme = conv.attributes["pconv.scheme"]
    factor = np.linspace(0.5, 2, 16, dtype=np.float32)
    factor[3] = 0  # batch norm may switch a filter off
    scaled, _ = network(constant(conv.weight) * factor[:, None, None, None])
    run(scaled, "detect-sparsity")
    assert convs(scaled)[0].attributes["pconv.scheme"] == scheme


@pytest.mark.parametrize("step", ["select-patterns", "prune-connectivity", "prune-unstructured"])
def test_weights_that_cannot_be_ranked_are_an_error(step):
    w = he(8, 8, 1, 1) if step == "prune-unstructured" else he(8, 8, 3, 3)
    w[0, 0] = np.nan
    with pytest.raises(Exception, match="NaN"):
        run(network(w)[0], step)


def test_zeros_around_nan_are_detected_and_nan_is_kept():
    module, _ = network(he(16, 8, 3, 3))
    run(module, "prune")
    w = constant(convs(module)[0].weight).copy()
    w[w == w.max()] = np.nan
    module, inputs = network(w)
    (expected,) = interpret(module, inputs)
    run(module, "exploit-all-sparsity")
    assert not convs(module)
    (answer,) = interpret(module, inputs)
    assert np.isnan(expected).any() and np.array_equal(answer, expected, equal_nan=True)


def test_an_all_zero_layer_stays_dense():
    module, inputs = network(np.zeros((8, 8, 3, 3), np.float32), np.zeros((8, 8, 1, 1), np.float32))
    run(module, "prune,exploit-all-sparsity")
    assert [conv.attributes["pconv.dense"] for conv in convs(module)] == [
        StringAttr("all weights are zero")
    ] * 2
    assert len(interpret(module, inputs)) == 2


def test_unstructured_zeros_of_large_kernels_are_no_pattern():
    w = he(32, 32, 3, 3)
    w[np.abs(w) < np.quantile(np.abs(w), 0.7)] = 0
    module, _ = network(w)
    run(module, "detect-sparsity")
    reason = convs(module)[0].attributes["pconv.dense"]
    assert reason == StringAttr("30.0% of the weights are not zero: the zeros follow no known structure")


@pytest.mark.parametrize("group", GROUPS)
def test_large_layers_take_well_below_a_second(group):
    """Also the verifier: after the first time it knows the answer."""
    module, _ = network(he(512, 512, 3, 3), size=3)
    steps = PIPELINES["prune" if group == 1 else f"prune-{group}"] + "," + PIPELINES["exploit-all-sparsity"]
    for pass_ in parse_pipeline(steps, multiverse().all_passes, PIPELINES):
        start = time.perf_counter()
        run_passes(Context(), module, [pass_])
        assert time.perf_counter() - start < 1, pass_.name
        start = time.perf_counter()
        module.verify()
        assert time.perf_counter() - start < 0.05, pass_.name
