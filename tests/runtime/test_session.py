"""A session answers as an ONNX Runtime session does, from one thread and from many."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from networks import SCALE, SIZE, object_code, scale_session
from prunir.errors import CodegenError, InputError
from prunir.runtime.session import Session


@pytest.fixture(scope="module")
def code() -> bytes:
    return object_code(SCALE)


@pytest.fixture
def weights() -> np.ndarray:
    return np.random.default_rng(1).standard_normal(SIZE).astype(np.float32)


@pytest.fixture
def session(code: bytes, weights: np.ndarray) -> Session:
    return scale_session(code, weights)


def an_input(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(SIZE).astype(np.float32)


def test_all_outputs_in_order(session: Session, weights: np.ndarray):
    x = an_input()
    y, total = session.run(None, {"x": x})
    np.testing.assert_array_equal(y, x * weights)
    np.testing.assert_allclose(total, [y.sum()], rtol=1e-3, atol=1e-3)


def test_named_outputs_in_the_order_asked_for(session: Session):
    x = an_input()
    y, total = session.run(None, {"x": x})
    total2, y2, total3 = session.run(["sum", "y", "sum"], {"x": x})
    np.testing.assert_array_equal(y2, y)
    assert total2 == total3 == total
    assert len(session.run([], {"x": x})) == len(session.outputs)  # as ONNX Runtime does


def test_outputs_are_fresh_arrays(session: Session):
    first, _ = session.run(None, {"x": an_input(1)})
    copy = first.copy()
    session.run(None, {"x": an_input(2)})
    np.testing.assert_array_equal(first, copy)
    assert first.flags.writeable


def test_inputs_of_any_layout(session: Session, weights: np.ndarray):
    x = an_input()
    strided = np.repeat(x, 2)[::2]
    shifted = np.frombuffer(b"\0" + x.tobytes(), np.uint8)[1:].view(np.float32)
    for same in (strided, shifted, x[::-1][::-1]):
        np.testing.assert_array_equal(session.run(["y"], {"x": same})[0], x * weights)


def test_values_describe_themselves(session: Session):
    (x,) = session.inputs
    assert (x.name, x.shape, x.type) == ("x", (SIZE,), "tensor(float)")
    assert [value.name for value in session.outputs] == ["y", "sum"]
    assert repr(session) == "Session(x -> y, sum, threads=1)"


@pytest.mark.parametrize(
    ("names", "feeds", "message"),
    [
        (None, {}, "no array was given for 'x'"),
        (None, {"x": an_input(), "z": an_input()}, "there is no input 'z'; the inputs are 'x'"),
        (["w"], {"x": an_input()}, "there is no output 'w'; the outputs are 'y', 'sum'"),
        (None, {"x": an_input()[1:]}, r"input 'x' has shape \[1024\], not \[1023\]"),
        (None, {"x": an_input()[None]}, r"input 'x' has shape \[1024\], not \[1, 1024\]"),
        (None, {"x": an_input().astype(np.float64)}, "input 'x' has elements of type float32, not float64"),
        (None, {"x": an_input().astype(">f4")}, "input 'x' has elements of type float32, not >f4"),
        (None, {"x": [1.0, 2.0]}, "input 'x' has elements of type float32, not float64"),
    ],
)
def test_wrong_calls_are_refused(session: Session, names: list[str] | None, feeds: dict, message: str):
    with pytest.raises(InputError, match=message):
        session.run(names, feeds)


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_concurrent_runs(code: bytes, weights: np.ndarray, threads: int):
    session = scale_session(code, weights, threads)

    def check(seed: int) -> None:
        x = an_input(seed)
        np.testing.assert_array_equal(session.run(["y"], {"x": x})[0], x * weights)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(check, range(400)))


def test_sessions_are_independent(code: bytes, weights: np.ndarray):
    x = an_input()
    first, second = scale_session(code, weights), scale_session(code, 2 * weights, threads=2)
    del code
    y, doubled = first.run(["y"], {"x": x})[0], second.run(["y"], {"x": x})[0]
    np.testing.assert_array_equal(doubled, 2 * y)
    del first
    np.testing.assert_array_equal(second.run(["y"], {"x": x})[0], doubled)


def test_misaligned_weights_are_copied(code: bytes, weights: np.ndarray):
    memory = np.zeros(4 * SIZE + 68, np.uint8)
    start = (-memory.ctypes.data % 64) + 4
    memory[start : start + 4 * SIZE] = weights.view(np.uint8)
    session = scale_session(code, memory[start : start + 4 * SIZE])
    np.testing.assert_array_equal(session.run(["y"], {"x": an_input()})[0], an_input() * weights)


def test_zero_threads_are_refused(code: bytes, weights: np.ndarray):
    with pytest.raises(InputError, match="at least one thread, not 0"):
        scale_session(code, weights, threads=0)


@pytest.mark.parametrize("damage", [lambda code: code[:200], lambda code: b"not an object", lambda code: b""])
def test_broken_objects_are_refused(code: bytes, weights: np.ndarray, damage):
    with pytest.raises(CodegenError):
        scale_session(damage(code), weights)
