"""The sparsity passes on the benchmark networks, as ONNX gives them."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from prunir import models
from prunir.dialects import nn, pconv
from prunir.dialects.reference import interpret
from prunir.frontends.onnx import import_model
from prunir.pass_manager import parse_pipeline, run_passes
from prunir.pipelines import PIPELINES
from prunir.universe import multiverse
from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp

SMALL = {
    "resnet50": {"image": 32, "width": 0.25},
    "mobilenet_v2": {"image": 32, "width": 0.5},
    "c3d": {"frames": 16, "image": 32, "width": 0.125},
    "r2plus1d_18": {"frames": 4, "image": 32, "width": 0.25},
}
"""Networks and sizes small enough to interpret."""


def load(name: str) -> ModuleOp:
    return import_model(models.build(name, **SMALL[name]).SerializeToString())


def run(module: ModuleOp, pipeline: str) -> None:
    run_passes(Context(), module, parse_pipeline(pipeline, multiverse().all_passes, PIPELINES))


def convs(module: ModuleOp) -> list[nn.ConvOp]:
    return [op for op in module.walk() if isinstance(op, nn.ConvOp)]


@pytest.mark.parametrize("group", [1, 4, 8])
@pytest.mark.parametrize("name", SMALL)
def test_detection_recovers_group_and_zeros_of_every_pruned_layer(name, group):
    module = load(name)
    run(module, "prune" if group == 1 else f"prune-{group}")
    run(module, "fold-batch-norm,detect-sparsity")
    found = Counter()
    for conv in convs(module):
        scheme, w = conv.attributes.get("pconv.scheme"), nn.constant_array(conv.weight)
        assert w is not None
        if isinstance(scheme, pconv.SchemeAttr):
            assert (scheme.sparsity(w).mask == (w != 0)).all()
            found[scheme.SCHEME, scheme.group.data] += 1
        else:
            assert conv.group.value.data > 1, conv.attributes["pconv.dense"]
    assert {g for _, g in found} == {group}
    assert ("unstructured", group) in found or name == "c3d"


@pytest.mark.parametrize("name", ["resnet50", "r2plus1d_18"])
def test_a_pruned_network_answers_the_same_packed(name):
    module = load(name)
    run(module, "prune-4,fold-batch-norm,fuse-activation,fuse-residual")
    main: Any = module.body.block.first_op
    (shape,) = (argument.type.get_shape() for argument in main.body.block.args)
    x = np.random.default_rng(0).standard_normal(shape, np.float32)
    (expected,) = interpret(module, [x])
    run(module, "exploit-all-sparsity")
    packed = [op for op in module.walk() if isinstance(op, pconv.ConvOp)]
    assert packed and all(isinstance(op.weight.type, pconv.FKWType) for op in packed)
    assert any(op.residual is not None for op in packed)
    assert interpret(module, [x])[0].tobytes() == expected.tobytes()
