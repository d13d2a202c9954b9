"""`prunir.compile`: what it takes, what it gives, and that it gives the same every time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
import prunir
import pytest
from lowering_helpers import parse
from prunir import models
from prunir.errors import InputError, PrunirError
from prunir.pipelines import LEVELS

NETWORK = """
func.func @main(%x: tensor<1x4x6x6xf32>) -> tensor<1x8x6x6xf32> {
  %w = nn.constant #nn.random<1> : tensor<8x4x3x3xf32>
  %y = nn.conv %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
    : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
  %z = nn.relu %y : tensor<1x8x6x6xf32> -> tensor<1x8x6x6xf32>
  func.return %z : tensor<1x8x6x6xf32>
}
"""


@pytest.fixture(scope="module")
def small() -> onnx.ModelProto:
    return models.build("vgg16", image=32, width=0.0625, classes=10)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((1, 3, 32, 32), dtype=np.float32)


def test_a_model_may_be_a_path_bytes_a_proto_or_a_module(
    small: onnx.ModelProto, image: np.ndarray, tmp_path: Path
) -> None:
    path = tmp_path / "model.onnx"
    onnx.save(small, path)
    sessions = [prunir.compile(m) for m in (path, str(path), small.SerializeToString(), small)]
    name = sessions[0].inputs[0].name
    first, *others = [s.run(None, {name: image})[0] for s in sessions]
    assert all(np.array_equal(first, other) for other in others)
    assert prunir.compile(parse(NETWORK)).inputs[0].name == "x"


def test_compiling_twice_gives_the_same_text_and_the_same_code(small: onnx.ModelProto) -> None:
    one, two = prunir.compile(small), prunir.compile(small)
    for level in LEVELS:
        assert str(one.module(level)) == str(two.module(level)), level
    assert one.assembly() == two.assembly()


def test_each_level_is_written_in_its_dialect() -> None:
    session = prunir.compile(parse(NETWORK), pipeline="prune,simplify-graph,exploit-all-sparsity")
    expected = {
        "import": "nn.relu",
        "pconv": "pconv.conv",
        "plan": "plan.view",
        "loops": "scf.for",
        "llvm": "llvm.func",
    }
    for level, word in expected.items():
        assert word in str(session.module(level))
    assert "vfmadd" in session.assembly() or "fma" in session.llvm_ir()


def test_an_unknown_level_is_one_clear_error() -> None:
    with pytest.raises(prunir.PrunirError, match="no level 'moon'; the levels are import, nn, pconv"):
        prunir.compile(parse(NETWORK)).module("moon")


@pytest.mark.parametrize(
    "text", [NETWORK.replace("@main", "@other"), "func.func private @main(tensor<4xf32>)"]
)
def test_a_module_without_main_is_one_clear_error(text: str) -> None:
    with pytest.raises(prunir.PrunirError, match="no function 'main'"):
        prunir.compile(parse(text))


def test_outputs_may_share_a_name() -> None:
    text = """
    func.func @main(%x: tensor<4xf32>) -> (tensor<4xf32> {onnx.name = "y"}, tensor<4xf32> {onnx.name = "y"}) {
      %y = nn.relu %x : tensor<4xf32> -> tensor<4xf32>
      func.return %y, %x : tensor<4xf32>, tensor<4xf32>
    }
    """
    session, x = prunir.compile(parse(text)), np.array([-1, 2, -3, 4], np.float32)
    y, same = session.run(None, {"x": x})
    np.testing.assert_array_equal(y, np.maximum(x, 0))
    np.testing.assert_array_equal(same, x)
    np.testing.assert_array_equal(session.run(["y"], {"x": x})[0], y)


def test_wrong_inputs_are_one_clear_error(small: onnx.ModelProto, image: np.ndarray) -> None:
    session = prunir.compile(small)
    name = session.inputs[0].name
    for feeds, words in (
        ({}, f"no array was given for '{name}'"),
        ({name: image, "extra": image}, "no input 'extra'"),
        ({name: image[:, :, :16]}, "has shape"),
        ({name: image.astype(np.float64)}, "elements of type float32, not float64"),
    ):
        with pytest.raises(InputError, match=words):
            session.run(None, feeds)
    with pytest.raises(InputError, match="no output 'nothing'"):
        session.run(["nothing"], {name: image})


def test_concurrent_runs_do_not_disturb_each_other(small: onnx.ModelProto) -> None:
    session = prunir.compile(small, threads=2)
    images = np.random.default_rng(1).standard_normal((16, 1, 3, 32, 32), dtype=np.float32)
    feeds = [{session.inputs[0].name: i} for i in images]
    alone = [session.run(None, f)[0] for f in feeds]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda f: session.run(None, f)[0], feeds))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))
    assert not np.array_equal(alone[0], alone[1])


def test_sessions_keep_their_own_weights(small: onnx.ModelProto, image: np.ndarray) -> None:
    other = models.build("vgg16", image=32, width=0.0625, classes=10, seed=1)
    one, two = prunir.compile(small), prunir.compile(other)
    feeds = {one.inputs[0].name: image}
    before = one.run(None, feeds)[0]
    assert not np.array_equal(two.run(None, feeds)[0], before)
    assert np.array_equal(one.run(None, feeds)[0], before)


def test_progress_tells_every_stage(small: onnx.ModelProto) -> None:
    stages: list[str] = []
    prunir.compile(small, progress=lambda stage, seconds: stages.append(stage))
    assert stages == ["import", "nn", "pconv", "plan", "loops", "llvm", "machine code"]


@pytest.mark.parametrize("threads", [1, 2])
def test_a_profile_has_every_step_of_every_thread(
    small: onnx.ModelProto, image: np.ndarray, threads: int
) -> None:
    session = prunir.compile(small, profile=True, threads=threads)
    feeds = {session.inputs[0].name: image}
    before = time.monotonic_ns()
    spans = session.profile(feeds)
    after = time.monotonic_ns()
    assert [(s.thread, s.step) for s in spans] == list(np.ndindex(threads, len(session.steps)))
    for thread in range(threads):
        times = [t for s in spans if s.thread == thread for t in (s.begin, s.end)]
        assert sorted([before, *times, after]) == [before, *times, after]
    assert {s.layer for s in session.steps} > {
        node.name for node in small.graph.node if node.op_type == "Conv"
    }


def test_profiling_changes_no_result(small: onnx.ModelProto, image: np.ndarray) -> None:
    plain, timed = prunir.compile(small), prunir.compile(small, profile=True)
    feeds = {plain.inputs[0].name: image}
    np.testing.assert_array_equal(plain.run(None, feeds)[0], timed.run(None, feeds)[0])
    assert plain.steps == timed.steps
    with pytest.raises(PrunirError, match="profile=True"):
        plain.profile(feeds)
