"""The shipped pair of networks is what its README says."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper
from prunir.schemes import detect

HERE = Path(__file__).parents[2] / "examples" / "fashion_mnist"


def convolutions(name):
    """The 3×3 weights of a network by name."""
    tensors = onnx.load(HERE / name).graph.initializer
    return {t.name: numpy_helper.to_array(t) for t in tensors if len(t.dims) == 4}


@pytest.mark.parametrize("name", ["dense.onnx", "pruned.onnx"])
def test_networks_are_valid_onnx(name):
    onnx.checker.check_model(onnx.load(HERE / name), full_check=True)


def test_files_are_small():
    assert sum((HERE / name).stat().st_size for name in ("dense.onnx", "pruned.onnx", "images.npz")) < 4e6


def test_the_dense_network_has_no_structure():
    assert all(detect(w) is None for w in convolutions("dense.onnx").values())


def test_the_pruned_network_tells_its_structure():
    layers = convolutions("pruned.onnx")
    assert detect(layers.pop("conv1.weight")) is None
    found = {name: detect(w) for name, w in layers.items()}
    assert {(s.scheme, s.group, len(s.patterns)) for s in found.values()} == {("pattern", 4, 8)}
    assert len({s.patterns for s in found.values()}) == 1
    assert sum(w.size for w in layers.values()) / sum(np.count_nonzero(s.mask) for s in found.values()) > 6


def test_pruning_costs_little_accuracy():
    data = np.load(HERE / "images.npz")
    x = data["images"][:, None].astype(np.float32) / 255
    assert len(x) == len(data["labels"]) == 1000
    right = {}
    for name in ("dense.onnx", "pruned.onnx"):
        scores = np.asarray(onnxruntime.InferenceSession(HERE / name).run(None, {"image": x})[0])
        right[name] = (scores.argmax(axis=1) == data["labels"]).mean()
    assert right["dense.onnx"] > 0.92
    assert right["pruned.onnx"] > right["dense.onnx"] - 0.01
