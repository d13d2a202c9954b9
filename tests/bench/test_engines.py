"""Every engine that is installed gives the same answers through the same face."""

from importlib.metadata import EntryPoint, EntryPoints
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from bench_models import convolution
from prunir.bench import engines
from prunir.errors import PrunirError

INPUTS = {"x": np.random.default_rng(1).standard_normal((1, 16, 8, 8), np.float32)}


def installed(name: str) -> bool:
    return find_spec(engines._engine(name).package) is not None


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "tiny.onnx"
    file.write_bytes(convolution())
    return file


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("name", engines.BUILT_IN)
def test_engines_agree(name: str, threads: int, model: Path, tmp_path: Path):
    if not installed(name):
        pytest.skip(f"{name} is not installed")
    engine = engines.find(name)
    assert engine.version()[0].isdecimal()
    expected = engines.find("onnxruntime").load(model, INPUTS, 1, tmp_path).run()["y"]
    loaded = engine.load(model, INPUTS, threads, tmp_path)
    for _ in range(2):
        np.testing.assert_allclose(loaded.run()["y"], expected, rtol=1e-4, atol=1e-4)


def test_prunir_takes_a_pipeline(model: Path, tmp_path: Path):
    from prunir.bench.engines.prunir import Prunir

    dense = Prunir().load(model, INPUTS, 1, tmp_path)
    pruned = Prunir("prune-8,simplify-graph,exploit-sparsity").load(model, INPUTS, 1, tmp_path)
    assert (pruned.packed_bytes or 0) < (dense.packed_bytes or 0) / 2


def test_mnn_converts_once_and_says_why_it_cannot(model: Path, tmp_path: Path):
    if not installed("mnn"):
        pytest.skip("mnn is not installed")
    mnn = engines.find("mnn")
    mnn.load(model, INPUTS, 1, tmp_path)
    (converted,) = tmp_path.glob("*.mnn")
    written = converted.stat().st_mtime_ns
    mnn.load(model, INPUTS, 1, tmp_path)
    assert converted.stat().st_mtime_ns == written
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(PrunirError, match=r"MNN cannot convert broken\.onnx"):
        mnn.load(broken, INPUTS, 1, tmp_path)


def test_unknown_and_missing_engines_are_one_clear_error(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(
        PrunirError, match="there is no engine 'tvm'; there are prunir, onnxruntime, openvino, mnn"
    ):
        engines.find("tvm")
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    with pytest.raises(
        PrunirError, match=r"'openvino' needs the package openvino; pip install 'prunir\[bench\]'"
    ):
        engines.find("openvino")


class Doubler:
    """An engine of somebody else's."""

    package = "numpy"

    def version(self) -> str:
        return "1"

    def load(self, model: Path, inputs: engines.Arrays, threads: int, scratch: Path) -> engines.Loaded:
        return engines.Loaded(lambda: {"y": 2 * inputs["x"]})


DOUBLER = Doubler()


def test_others_bring_engines_by_entry_point(monkeypatch: pytest.MonkeyPatch):
    point = EntryPoint("doubler", "bench_doubler:DOUBLER", engines.GROUP)
    monkeypatch.setattr(EntryPoint, "load", lambda _: DOUBLER)
    monkeypatch.setattr(engines, "entry_points", lambda **wanted: EntryPoints([point]).select(**wanted))
    assert engines.names()[-1] == "doubler"
    assert engines.find("doubler") is DOUBLER
    with pytest.raises(PrunirError, match="onnxruntime, openvino, mnn, doubler"):
        engines.find("tripler")
