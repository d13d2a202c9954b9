"""External data: read below the model's folder, refused everywhere else."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto
from onnx_models import model, node
from prunir.dialects.reference import interpret
from prunir.errors import FrontendError
from prunir.frontends.onnx import import_model, replace_initializers

VALUES = np.arange(24, dtype=np.float32)


def external(path: Path, data: np.ndarray = VALUES, **entries: object) -> Path:
    """A model at `path` that adds a tensor like `data`, which lies elsewhere."""
    proto = model([node("Add", "x w", "y")], {"x": data.shape}, ["y"], {"w": data})
    tensor = proto.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in entries.items():
        tensor.external_data.add(key=key, value=str(value))
    path.write_bytes(proto.SerializeToString())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The model's folder; beside it lies a file that is none of the model's business."""
    (tmp_path / "secret.bin").write_bytes(VALUES.tobytes())
    folder = tmp_path / "model"
    folder.mkdir()
    return folder


def refuse(path: Path, match: str) -> None:
    with pytest.raises(FrontendError, match=match) as caught:
        import_model(path)
    assert str(path) in str(caught.value) and "'w'" in str(caught.value)


@pytest.mark.parametrize("entries", ({}, {"offset": 0}, {"length": 96}, {"offset": 0, "length": 96}))
def test_whole_file(folder: Path, entries: dict) -> None:
    (folder / "w.bin").write_bytes(VALUES.tobytes())
    module = import_model(external(folder / "m.onnx", location="w.bin", **entries))
    np.testing.assert_array_equal(interpret(module, [VALUES])[0], 2 * VALUES)


def test_part_of_a_file_in_a_subfolder(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "w.bin").write_bytes(b"1234" + VALUES.tobytes() + b"5678")
    module = import_model(external(folder / "m.onnx", location="sub/w.bin", offset=4, length=96))
    np.testing.assert_array_equal(interpret(module, [VALUES])[0], 2 * VALUES)


def test_model_path_relative_to_the_working_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "w.bin").write_bytes(VALUES.tobytes())
    external(folder / "m.onnx", location="w.bin")
    monkeypatch.chdir(folder)
    assert import_model("m.onnx")


def test_constant_node(folder: Path) -> None:
    proto = onnx.load(external(folder / "m.onnx", location="w.bin"), load_external_data=False)
    proto.graph.node.insert(0, node("Constant", "", "w", value=proto.graph.initializer.pop()))
    (folder / "m.onnx").write_bytes(proto.SerializeToString())
    refuse(folder / "m.onnx", "w.bin")
    (folder / "w.bin").write_bytes(VALUES.tobytes())
    np.testing.assert_array_equal(interpret(import_model(folder / "m.onnx"), [VALUES])[0], 2 * VALUES)


def test_other_attributes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are evaluated by onnx's reference, which would look in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "v.bin").write_bytes(b"1234")
    value = TensorProto(name="v", data_type=TensorProto.FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    value.external_data.add(key="location", value="v.bin")
    nodes = [node("ConstantOfShape", "s", "c", name="fill", value=value), node("Add", "x c", "y")]
    proto = model(nodes, {"x": (2,)}, ["y"], {"s": np.array([2])})
    with pytest.raises(FrontendError, match=r"node 'fill'.*external data is supported for initializers"):
        import_model(proto)


@pytest.mark.parametrize(
    "location", ("../secret.bin", "sub/../../secret.bin", "sub/../w.bin", "..\\secret.bin", "..")
)
def test_parent_folders_are_refused(folder: Path, location: str) -> None:
    (folder / "sub").mkdir()
    (folder / "w.bin").write_bytes(VALUES.tobytes())
    refuse(external(folder / "m.onnx", location=location), "below the model's folder")


def test_absolute_paths_are_refused(folder: Path) -> None:
    refuse(external(folder / "m.onnx", location=folder.parent / "secret.bin"), "relative path")
    refuse(external(folder / "m.onnx", location="/dev/zero"), "relative path")


def test_symbolic_links_are_refused(folder: Path) -> None:
    (folder / "w.bin").symlink_to(folder.parent / "secret.bin")
    refuse(external(folder / "m.onnx", location="w.bin"), "symbolic link")
    (folder / "up").symlink_to(folder.parent)
    refuse(external(folder / "m.onnx", location="up/secret.bin"), "outside")


def test_hard_links_are_refused(folder: Path) -> None:
    os.link(folder.parent / "secret.bin", folder / "w.bin")
    refuse(external(folder / "m.onnx", location="w.bin"), "hard link")


@pytest.mark.parametrize("location", ("missing.bin", "sub", "fifo", "", "w\0.bin"))
def test_what_is_no_file_is_refused(folder: Path, location: str) -> None:
    (folder / "sub").mkdir()
    os.mkfifo(folder / "fifo")
    refuse(external(folder / "m.onnx", location=location), "regular file|empty|should be stored")


@pytest.mark.parametrize(
    "entries, match",
    (
        ({"offset": 4}, "available"),
        ({"offset": 1000}, "exceeds file size"),
        ({"offset": -4}, "non-negative"),
        ({"offset": "x"}, "invalid literal"),
        ({"length": 92}, "needs 96 bytes"),
        ({"length": 100}, "needs 96 bytes"),
        ({"length": "many"}, "invalid literal"),
        ({"length": 2**70}, "needs 96 bytes"),
    ),
)
def test_offset_and_length_are_checked(folder: Path, entries: dict, match: str) -> None:
    (folder / "w.bin").write_bytes(VALUES.tobytes())
    refuse(external(folder / "m.onnx", location="w.bin", **entries), match)


def test_file_that_is_too_short(folder: Path) -> None:
    (folder / "w.bin").write_bytes(VALUES.tobytes()[:-1])
    refuse(external(folder / "m.onnx", location="w.bin"), "exceeds available data")


def test_huge_tensor_is_refused_before_anything_is_read(folder: Path) -> None:
    (folder / "w.bin").write_bytes(VALUES.tobytes())
    proto = onnx.load(external(folder / "m.onnx", location="w.bin"), load_external_data=False)
    proto.graph.initializer[0].dims[:] = [2**40, 2**40]
    (folder / "m.onnx").write_bytes(proto.SerializeToString())
    refuse(folder / "m.onnx", "exceeds available data")


def test_bytes_have_no_folder(folder: Path) -> None:
    (folder / "w.bin").write_bytes(VALUES.tobytes())
    path = external(folder / "m.onnx", location="w.bin")
    for given in (path.read_bytes(), onnx.load(path, load_external_data=False)):
        with pytest.raises(FrontendError, match=r"'w'.*'w\.bin'.*given as a path"):
            import_model(given)


def test_replacing_moves_external_data_into_the_model(folder: Path) -> None:
    (folder / "w.bin").write_bytes(VALUES.tobytes())
    path = external(folder / "m.onnx", location="w.bin")
    np.testing.assert_array_equal(
        interpret(import_model(replace_initializers(path, {})), [VALUES])[0], 2 * VALUES
    )
    changed = replace_initializers(path, {"w": VALUES * 3})
    np.testing.assert_array_equal(interpret(import_model(changed), [VALUES])[0], 4 * VALUES)
