"""Digests tell apart what is different, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from bad_models import sound_model
from hypothesis import given
from hypothesis import strategies as st
from prunir import fingerprint
from prunir.fingerprint import (
    CHUNK,
    compilers,
    digest_array,
    digest_bytes,
    digest_file,
    digest_model,
    digest_sources,
    digest_text,
)

LONG = np.random.default_rng(0).bytes(20 * CHUNK + 5)


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 16 * CHUNK, len(LONG)])
def test_any_number_of_threads_gives_the_same(length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "file"
    file.write_bytes(LONG[:length])
    found: set[str] = set()
    for count in (1, 2, 3, 64):
        monkeypatch.setattr(fingerprint, "usable_processors", lambda count=count: list(range(count)))
        found |= {digest_file(file), digest_bytes(LONG[:length]), digest_bytes(memoryview(LONG)[:length])}
    assert len(found) == 1


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_other_bytes_other_digest(one: bytes, two: bytes):
    assert (digest_bytes(one) == digest_bytes(two)) == (one == two)


@pytest.mark.parametrize("offset", [0, CHUNK - 1, CHUNK, 13 * CHUNK, len(LONG) - 1])
def test_every_byte_counts(offset: int):
    changed = bytearray(LONG)
    changed[offset] ^= 1
    assert digest_bytes(bytes(changed)) != digest_bytes(LONG)


def test_chunks_in_another_order_are_other_bytes():
    assert digest_bytes(LONG[CHUNK : 2 * CHUNK] + LONG[:CHUNK]) != digest_bytes(LONG[: 2 * CHUNK])


def test_a_failing_thread_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "file"
    file.write_bytes(LONG)
    monkeypatch.setattr(fingerprint, "usable_processors", lambda: [0, 1])

    def cut(path: Path, length: int) -> object:
        with path.open("r+b") as cutting:
            cutting.truncate(10 * CHUNK)
        return reader(path, length)

    reader = fingerprint._file_reader
    monkeypatch.setattr(fingerprint, "_file_reader", cut)
    with pytest.raises(OSError, match="shorter than"):
        digest_file(file)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")
def test_what_is_no_file_is_not_read(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "nothing"):
        with pytest.raises(OSError, match="not a file"):
            digest_file(path)


def test_arrays_are_type_shape_and_values():
    zeros = np.zeros((2, 3), np.float32)
    others = (zeros.reshape(3, 2), zeros.astype(np.int32), -zeros, zeros[:1])
    assert len({digest_array(array) for array in (zeros, *others)}) == 5
    assert digest_array(np.ones((4, 6), np.float32)[::2, ::2] * 0) == digest_array(zeros)
    assert digest_array(np.array(1, np.float32)) != digest_array(np.array([1], np.float32))
    with pytest.raises(TypeError):
        digest_array(np.array([{}]))


def test_a_proto_is_its_bytes():
    model = sound_model()
    assert digest_model(model) == digest_model(model.SerializeToString(deterministic=True))
    before = digest_model(model)
    model.graph.node[0].name = "other"
    assert digest_model(model) != before


def test_what_cannot_be_serialized_is_an_error():
    class Large:
        def SerializeToString(self, **_: object) -> bytes:
            raise RuntimeError("larger than 2 GiB")

    with pytest.raises(ValueError, match="larger than 2 GiB"):
        digest_model(Large())  # pyright: ignore


def test_the_order_of_a_dictionary_does_not_matter():
    assert digest_text({"a": 1, "b": [2]}) == digest_text({"b": [2], "a": 1})
    assert digest_text({"a": 1}) != digest_text({"a": "1"})


@pytest.fixture
def package(tmp_path: Path) -> Path:
    root = tmp_path / "package"
    for name in ("__init__.py", "passes/fold.py", "runtime/support.ll", "tests/test_fold.py", ".venv/x.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    return root


@pytest.mark.parametrize(
    "name", ["__init__.py", "passes/fold.py", "runtime/support.ll", "passes/tests/new.py"]
)
def test_every_source_counts(package: Path, name: str):
    before = digest_sources(package)
    (package / name).parent.mkdir(exist_ok=True)
    (package / name).write_text("changed")
    assert digest_sources(package) != before


@pytest.mark.parametrize("name", ["tests/test_fold.py", ".venv/x.py", "README.md", "passes/__pycache__/a.py"])
def test_what_is_no_source_does_not(package: Path, name: str):
    before = digest_sources(package)
    (package / name).parent.mkdir(exist_ok=True)
    (package / name).write_text("changed")
    assert digest_sources(package) == before


def test_a_file_of_another_name_is_another_source(package: Path):
    before = digest_sources(package)
    (package / "passes/fold.py").rename(package / "passes/unfold.py")
    assert digest_sources(package) != before


def test_without_sources_there_is_no_digest(tmp_path: Path):
    with pytest.raises(OSError, match="no sources"):
        digest_sources(tmp_path)


def test_the_package_s_own_sources_are_found():
    files = {str(path.relative_to(fingerprint.ROOT)) for path in fingerprint._source_files(fingerprint.ROOT)}
    assert {"compiler.py", "runtime/support.ll", "passes/graph/fold_constants.py"} <= files
    assert not any(file.startswith(("tests", "benchmarks", "build")) for file in files)


def test_what_compiles_is_known_by_release():
    found = compilers()
    assert found.keys() == {"python", "llvm", "xdsl", "llvmlite", "numpy", "onnx", "ml_dtypes"}
    assert found["numpy"] in (
        f"numpy-{np.__version__}.dist-info",
        *[v for v in found.values() if len(v) == 64],
    )
