"""`prunir-opt`: ONNX in, weights bound and kept, and one line for every error."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from prunir.tools import prunir_opt
from prunir.weights import WeightStore, content_key

FUNCTION = "func.func @f() {\n  func.return\n}\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """y = relu(x + 20 weights), with a batch to be bound."""
    weight = numpy_helper.from_array(np.arange(20, dtype=np.float32), "weight")
    graph = helper.make_graph(
        [
            helper.make_node("Add", ["x", "weight"], ["sum"], "add"),
            helper.make_node("Relu", ["sum"], ["y"], "relu"),
        ],
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 20])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 20])],
        [weight],
    )
    file = tmp_path / "net.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)]), file)
    return file


def error_of(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The line on standard error of a run that fails as it should."""
    assert prunir_opt.main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    return captured.err.strip()


def test_onnx_in_mlir_out(model: Path, capsys: pytest.CaptureFixture[str]):
    assert prunir_opt.main([str(model), "--shape", "x=2x20", "--print-debuginfo"]) == 0
    text = capsys.readouterr().out
    assert "nn.add" in text
    assert "tensor<2x20xf32>" in text
    assert 'loc("relu")' in text


def test_weights_are_kept_and_bound(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    weights, text = tmp_path / "w.safetensors", tmp_path / "net.mlir"
    assert prunir_opt.main([str(model), "--shape", "x=2x20", "--weights", str(weights), "-o", str(text)]) == 0
    values = np.arange(20, dtype=np.float32)
    assert {key: array.tolist() for key, array in WeightStore.open(weights).items()} == {
        content_key(values): values.tolist()
    }
    written = weights.read_bytes()
    assert prunir_opt.main([str(text), "--weights", str(weights), "-p", "canonicalize"]) == 0
    assert content_key(values) in capsys.readouterr().out
    assert weights.read_bytes() == written


def test_output_goes_to_a_file_only_when_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source, out = tmp_path / "a.mlir", tmp_path / "out.mlir"
    source.write_text(f"{FUNCTION}// -----\nfunc.func @g( {{")
    assert ":5:15: error: " in error_of([str(source), "--split-input-file", "-o", str(out)], capsys)
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        ("a.mlir", b"\xff\x00\xfe", [], "a.mlir: not UTF-8 text"),
        ("a.mlir", b"", [], "a.mlir:1:1: error: "),
        ("a.mlir", b"func.func @f() {", [], "a.mlir:1:17: error: "),
        ("a.mlir", b"foo.bar", [], "a.mlir:1:8: error: Operation foo.bar is not registered"),
        (
            "a.mlir",
            FUNCTION.encode(),
            ["-t", "nothing"],
            "error: argument -t/--target: invalid choice: 'nothing'",
        ),
        (
            "a.mlir",
            FUNCTION.encode(),
            ["--nothing"],
            "error: unrecognized arguments: --nothing; see prunir-opt --help",
        ),
        ("a.mlir", FUNCTION.encode(), ["-p", "cse,,dce"], "error: pipeline 'cse,,dce': "),
        ("a.mlir", FUNCTION.encode(), ["-o", "/nowhere/out.mlir"], "error: /nowhere/out.mlir: No such file"),
        ("a.mlir", FUNCTION.encode(), ["--weights", __file__], "not a readable safetensors file"),
        ("a.onnx", b"\x00\x01 no model", [], "a.onnx"),
        ("a.onnx", b"", [], "a.onnx"),
        ("a.txt", b"", [], "a.txt: Unrecognized file extension 'txt'"),
    ],
)
def test_errors_are_one_line(
    name: str,
    content: bytes,
    options: list[str],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    (tmp_path / name).write_bytes(content)
    assert message in error_of([str(tmp_path / name), *options], capsys)


def test_missing_files_and_folders_are_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert error_of(["missing.mlir"], capsys) == "error: missing.mlir: No such file or directory"
    assert error_of(["missing.onnx"], capsys).startswith("error: missing.onnx: ")
    assert "Is a directory" in error_of([str(tmp_path)], capsys)


def test_shapes_are_read(model: Path, capsys: pytest.CaptureFixture[str]):
    assert "write it as input=1x3x224x224" in error_of([str(model), "--shape", "x=2,20"], capsys)
    assert "N" in error_of([str(model)], capsys)


def test_our_mistakes_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "a.mlir"
    file.write_text(FUNCTION)

    def fail(*_: object, **__: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr(prunir_opt, "run_passes", fail)
    assert error_of([str(file)], capsys) == (
        "error: internal error: KeyError: 'lost' (--debug shows the traceback)"
    )
    with pytest.raises(KeyError):
        prunir_opt.main([str(file), "--debug"])
