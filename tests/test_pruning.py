"""A pruned model differs in its weights only, and a compiler recovers from its zeros how it was pruned."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper
from prunir import compile, models
from prunir.diagnostics import node_name
from prunir.dialects import nn, pconv
from prunir.frontends.onnx import import_model
from prunir.inspection import Inspector, layers
from prunir.levels import levels, lower
from prunir.pipelines import PIPELINES, pruning
from prunir.pruning import prune, prune_and_inspect
from prunir.schemes import Pattern, unpack
from real_models import INPUT, model_path

Arrays = dict[str, np.ndarray]
SHAPES = {INPUT["resnet56_cifar10"]: (1, 3, 32, 32)}


def trained() -> tuple[onnx.ModelProto, dict[str, tuple[int, ...]] | None]:
    return onnx.load(model_path("resnet56_cifar10")), SHAPES


def built() -> tuple[onnx.ModelProto, dict[str, tuple[int, ...]] | None]:
    return models.build("resnet50", width=0.25, image=64, classes=10), None


def weights(model: onnx.ModelProto) -> Arrays:
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def kernels(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """The weights of every convolution, by the name of its node."""
    arrays = weights(model)
    return {
        node.name or node.output[0]: arrays[node.input[1]]
        for node in model.graph.node
        if node.op_type == "Conv"
    }


def chosen_patterns(model: onnx.ModelProto, shapes: dict[str, tuple[int, ...]] | None) -> set[Pattern]:
    """The pattern sets that `select-patterns` finds in the dense model."""
    module = import_model(model, input_shapes=shapes)
    lower(module, ["select-patterns"])
    sets = module.attributes["pconv.pattern_sets"]
    return {pattern for members in sets.data for pattern in members.patterns}  # pyright: ignore


def recovered(
    model: onnx.ModelProto, shapes: dict[str, tuple[int, ...]] | None
) -> Iterator[tuple[str, pconv.SchemeAttr | None, np.ndarray | None]]:
    """Every convolution of the compiled model: its node, its scheme, and which weights it keeps."""
    steps = levels(model.SerializeToString(), input_shapes=shapes)
    module = next(module for level, module in steps if level == "pconv")
    for op in module.walk():
        if isinstance(op, pconv.ConvOp):
            assert isinstance(op.weight.owner, pconv.ConstantOp)
            yield node_name(op.location), op.weight_scheme, unpack(op.weight.owner.fkw()) != 0
        elif isinstance(op, nn.ConvOp):
            yield node_name(op.location), None, None


@pytest.mark.parametrize("group", [1, 4, 8])
@pytest.mark.parametrize("source", [trained, built])
def test_compiling_recovers_masks_patterns_and_group(source, group: int):
    model, shapes = source()
    patterns = chosen_patterns(model, shapes)
    pruned = prune(model, pipeline=pruning(group=group), input_shapes=shapes)
    zeros = kernels(pruned)
    found = list(recovered(pruned, shapes))
    assert {name for name, _, _ in found} == set(zeros)
    for name, scheme, kept in found:
        w = zeros[name]
        if w.shape[1] <= 4 and w[0, 0].size == 1:  # a first layer of single entries is not pruned
            continue
        assert scheme is not None, name
        np.testing.assert_array_equal(kept, w != 0)
        assert scheme.group.data == group
        assert ("pattern" if w[0, 0].size > 1 else "unstructured") == scheme.SCHEME
        if w.shape[2:] == (3, 3):
            assert set(scheme.patterns((3, 3))) <= patterns


def test_fully_connected_layers_are_recovered_and_computed():
    model = models.build("vgg16", width=1 / 8, image=64, classes=40)
    pruned = prune(model, pipeline=pruning(connectivity=1, fc=10, fc_group=8))
    matrices = {
        name: w for name, w in weights(pruned).items() if name.startswith("classifier") and w.ndim == 2
    }
    session = compile(
        pruned, pipeline="simplify-graph,exploit-all-sparsity", observe=(inspector := Inspector())
    )
    found = {layer.name: layer for layer in inspector.result().layers if layer.op.startswith("linear")}
    assert len(found) == len(matrices) == 3
    for w, layer in zip(matrices.values(), found.values(), strict=True):
        assert (layer.weights, layer.kept) == (w.shape, np.count_nonzero(w))
        assert layer.density == pytest.approx(0.1, rel=0.02)
        assert str(layer.sparsity) == "block-pruned 8×1"
        assert layer.effective_macs == layer.kept
        assert str(layer.kernel) == "blocks 1×1"
    x = np.random.default_rng(0).standard_normal((1, 3, 64, 64), np.float32)
    (expected,) = onnxruntime.InferenceSession(pruned.SerializeToString()).run(None, {"input": x})
    (answer,) = session.run(None, {"input": x})
    expected = np.asarray(expected)
    np.testing.assert_allclose(answer, expected, atol=2e-6 * np.abs(expected).max())


def test_only_weights_change():
    model, _ = built()
    pruned = prune(model)
    onnx.checker.check_model(pruned, full_check=True)
    onnxruntime.InferenceSession(pruned.SerializeToString())
    before, after = weights(model), weights(pruned)
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert changed == {node.input[1] for node in model.graph.node if node.op_type == "Conv"}
    for name in changed:
        kept = after[name] != 0
        np.testing.assert_array_equal(after[name][kept], before[name][kept])
    for proto in (model, pruned):
        proto.graph.ClearField("initializer")
    assert model == pruned


def test_layers_before_and_after():
    model, _ = built()
    result = prune_and_inspect(model, pipeline=pruning(group=4, pointwise=2))
    assert [layer.name for layer in result.before] == [layer.name for layer in result.after]
    assert all(layer.sparsity is None for layer in result.before)
    counts = {name: int(np.count_nonzero(w)) for name, w in kernels(result.model).items()}
    after = {layer.name: layer for layer in result.after if layer.name in counts}
    assert {name: layer.kept for name, layer in after.items()} == counts
    assert {str(layer.sparsity) for layer in after.values() if layer.weights[2:] == (1, 1)} == {
        "unstructured g=4"
    }


def test_the_named_pipelines_are_the_default_rates(tmp_path: Path):
    model = models.build("mobilenet_v2", width=0.25, image=32, classes=10)
    for name, group in (("prune", 1), ("prune-4", 4), ("prune-8", 8)):
        assert PIPELINES[name] == pruning(group=group)
        assert prune(model, pipeline=name) == prune(model, pipeline=pruning(group=group))


def test_rate_1_prunes_nothing_of_its_kind():
    model, _ = built()
    result = prune_and_inspect(model, pipeline=pruning(connectivity=1, pointwise=1))
    assert {layer.density for layer in result.after if layer.weights and layer.weights[2:] == (1, 1)} == {1.0}
    assert {layer.density for layer in result.after if layer.weights and layer.weights[2:] == (3, 3)} == {
        4 / 9
    }


def test_layers_are_read_from_any_tensor_level():
    model, _ = built()
    steps = levels(model.SerializeToString())
    found = {level: layers(module) for level, module in steps if level in ("import", "nn", "pconv")}
    names = {level: [layer.name for layer in rows] for level, rows in found.items()}
    assert set(names["nn"]) == set(names["pconv"]) < set(names["import"])
    convs = {level: sum(layer.macs for layer in rows) for level, rows in found.items()}
    assert len(set(convs.values())) == 1


def test_block_punching_of_a_video_network_is_recovered():
    model = models.build("r2plus1d_18", width=0.5, image=32, frames=8, classes=10)
    result = prune_and_inspect(model, pipeline="prune-kgs")
    after = [layer for layer in result.after if layer.op.startswith("conv") and layer.weights]
    first, *others = after
    assert first.sparsity is None and first.density == 1
    assert {str(layer.sparsity) for layer in others} == {"block-punched 8×4", "unstructured g=8"}
    for layer in others:
        assert layer.density == pytest.approx(1 / 3.6, rel=0.05), layer.name
