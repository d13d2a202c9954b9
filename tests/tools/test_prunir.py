"""`prunir`: models in, answers and files out, and one line for every error."""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from bad_models import CASES, NAMES, bad_model, sound_model
from onnx import TensorProto, helper, numpy_helper
from prunir.runtime.session import Session, ValueInfo
from prunir.tools import prunir, prunir_opt

SHAPE = (1, 3, 8, 8)
PRUNIR = [sys.executable, "-m", "prunir.tools.prunir"]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Two convolutions and a classifier, `input` 1×3×8×8 to 1×10."""
    file = tmp_path / "small.onnx"
    onnx.save(sound_model(), file)
    return file


@pytest.fixture
def image(tmp_path: Path) -> Path:
    file = tmp_path / "image.npy"
    np.save(file, np.random.default_rng(1).standard_normal(SHAPE, np.float32))
    return file


def succeed(arguments: list[object], capsys: pytest.CaptureFixture[str]) -> str:
    """Standard output of a run that ends well, and silently on standard error."""
    code = prunir.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    return captured.out


def fail(arguments: list[object], capsys: pytest.CaptureFixture[str], code: int = 1) -> str:
    """The line on standard error of a run that fails as it should."""
    assert prunir.main([str(argument) for argument in arguments]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert captured.err.startswith("error: ")
    assert "internal error" not in captured.err
    return captured.err.strip()


def answer(model: Path, image: Path) -> np.ndarray:
    (found,) = onnxruntime.InferenceSession(model).run(None, {"input": np.load(image)})
    return np.asarray(found)


# compile


def test_compile_reports_stages(model: Path, capsys: pytest.CaptureFixture[str]):
    text = succeed(["compile", model], capsys)
    for word in (
        "import",
        "nn",
        "pconv",
        "plan",
        "loops",
        "llvm",
        "machine code",
        "input input: 1×3×8×8",
        "arena",
    ):
        assert word in text


def test_compile_writes_what_a_loader_needs(
    model: Path, image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "out"
    report = (
        json.loads(succeed(["compile", model, "-o", out, "--json"], capsys)) if out.mkdir() is None else {}
    )
    assert sorted(file.name for file in out.iterdir()) == ["small.blob", "small.json", "small.o"]
    about = json.loads((out / "small.json").read_text())
    assert report["arena_bytes"] == about["arena_bytes"]
    inputs, outputs = (
        [ValueInfo(v["name"], tuple(v["shape"]), np.dtype(v["type"])) for v in about[kind]]
        for kind in ("inputs", "outputs")
    )
    session = Session(
        (out / "small.o").read_bytes(),
        arena_bytes=about["arena_bytes"],
        blob=np.fromfile(out / "small.blob", np.uint8),
        inputs=inputs,
        outputs=outputs,
    )
    (found,) = session.run(None, {"input": np.load(image)})
    np.testing.assert_allclose(found, answer(model, image), rtol=1e-4, atol=1e-5)


def test_compile_emits_every_stage(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    report = json.loads(
        succeed(["compile", model, "--emit", "all", "-o", f"{tmp_path}/out/", "--json"], capsys)
    )
    assert set(report["files"]) == set(prunir.EMITTED)
    signs = {
        "nn": "nn.conv",
        "plan": "plan.tap_conv",
        "loops": "scf.for",
        "llvm": "llvm.func",
        "asm": "prunir_run:",
    }
    for name, sign in signs.items():
        assert sign in Path(report["files"][name]).read_text()
    assert "define void @prunir_run" in Path(report["files"]["llvm-ir"]).read_text()
    for level in ("import", "nn", "pconv", "plan", "loops", "llvm"):
        assert prunir_opt.main([report["files"][level]]) == 0
    capsys.readouterr()


def test_compile_emits_one_stage_to_standard_output_or_a_file(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    text = succeed(["compile", model, "--emit", "plan", "--locations"], capsys)
    assert text.startswith("builtin.module")
    assert 'loc("conv2")' in text
    file = tmp_path / "plan.mlir"
    assert "wrote" in succeed(["compile", model, "--emit", "plan", "--locations", "-o", file], capsys)
    assert file.read_text() == text


def test_ir_alone_is_not_compiled_further(
    model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("prunir.runtime.jit.compile_object", None)
    assert "nn.conv" in succeed(["compile", model, "--emit", "nn"], capsys)


def test_compile_takes_a_pipeline(model: Path, capsys: pytest.CaptureFixture[str]):
    pipeline = "prune-4,simplify-graph,exploit-all-sparsity"
    assert "group = 4" in succeed(["compile", model, "--emit", "pconv", "--pipeline", pipeline], capsys)
    assert "unknown pass: 'nothing'" in fail(["compile", model, "--pipeline", "nothing"], capsys)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--emit", "nothing"], "'nothing' is none of import, nn,"),
        (["--emit", "nn,plan"], "several --emit need a folder: -o FOLDER; see prunir compile --help"),
        (["--emit", "nn", "--json"], "--json takes standard output"),
        (["--threads", "0"], "'0' is not a whole number above 0"),
        (["--threads", "-1"], "'-1' is not"),
        (["more"], "unrecognized arguments: more; see prunir compile --help"),
    ],
)
def test_wrong_command_lines_of_compile(
    arguments: list[object], message: str, capsys: pytest.CaptureFixture[str]
):
    assert message in fail(["compile", "model.onnx", *arguments], capsys, code=2)


def test_output_that_cannot_be_written(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    nowhere = tmp_path / "no" / "file.mlir"
    assert f"{nowhere}: No such file" in fail(["compile", model, "--emit", "nn", "-o", nowhere], capsys)
    assert "is a file" in fail(["compile", model, "--emit", "nn,plan", "-o", model], capsys)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["small.onnx"]


def test_a_failed_compilation_leaves_old_files(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "out.mlir"
    out.write_text("old")
    fail(["compile", model, "--emit", "plan", "-o", out, "--pipeline", "select-patterns{count=0}"], capsys)
    assert out.read_text() == "old"
    succeed(["compile", model, "--emit", "plan", "-o", out], capsys)
    assert out.read_text().startswith("builtin.module")
    assert out.stat().st_mode & 0o777 == model.stat().st_mode & 0o777
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.mlir", "small.onnx"]


# run


def test_run_answers(model: Path, image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "y.npz"
    text = succeed(
        ["run", model, "--input", f"input={image}", "--output", out, "--top", 2, "--repeat", 3], capsys
    )
    wanted = answer(model, image)
    ((name, found),) = np.load(out).items()
    np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-5)
    assert f"{name}[0]: largest at {wanted.argmax()} (" in text
    assert "3 runs: median" in text


def test_run_reports_json(model: Path, image: Path, capsys: pytest.CaptureFixture[str]):
    report = json.loads(succeed(["run", model, "--input", f"input={image}", "--json", "--repeat", 2], capsys))
    (output,) = report["outputs"].values()
    wanted = answer(model, image)
    assert output["shape"] == [1, 10]
    assert [entry["index"] for entry in output["top"][0]] == np.argsort(-wanted[0])[:5].tolist()
    assert len(report["seconds"]) == 2


def test_run_takes_archives_and_random_values(
    model: Path, image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    archive, out = tmp_path / "in.npz", tmp_path / "y.npy"
    np.savez(archive, input=np.load(image))
    outputs = []
    for inputs in (
        ["--input", archive],
        ["--input", f"input={archive}"],
        ["--random", 3],
        ["--random", 3],
        ["--random", 4],
    ):
        succeed(["run", model, *inputs, "--output", out], capsys)
        outputs.append(np.load(out).tolist())
    assert outputs[0] == outputs[1] != outputs[2] == outputs[3] != outputs[4]


def test_arrays_bind_open_dimensions(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    proto = onnx.load(model)
    proto.graph.input[0].type.tensor_type.shape.dim[0].dim_param = "N"
    proto.graph.output[0].type.tensor_type.shape.dim[0].dim_param = "N"
    onnx.save(proto, model)
    np.save(tmp_path / "three.npy", np.ones((3, *SHAPE[1:]), np.float32))
    report = json.loads(succeed(["run", model, "--input", f"input={tmp_path}/three.npy", "--json"], capsys))
    assert [output["shape"] for output in report["outputs"].values()] == [[3, 10]]
    assert "--shape input=" in fail(["run", model, "--random", 0], capsys)
    succeed(["run", model, "--random", 0, "--shape", "input=2x3x8x8"], capsys)
    assert "write it as" in fail(["run", model, "--random", 0, "--shape", "input=2,3,8,8"], capsys)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([], "no array was given for 'input'"),
        (["image.npy"], "which input is it?"),
        (["nothing=image.npy"], "'nothing'"),
        (["input=missing.npy"], "missing.npy: No such file"),
        (["input=small.onnx"], "small.onnx: neither an .npy nor an .npz file"),
        (["input=cut.npy"], "cut.npy: a broken .npy or .npz file"),
        (["input=cut.npz"], "cut.npz: a broken .npy or .npz file"),
        (["input=objects.npy"], "objects.npy: a broken .npy or .npz file"),
        (["input=two.npz"], "two.npz: it holds no array 'input', but a, b"),
        (["input=image.npy", "input=image.npy"], "'input' is given twice"),
        (["input=double.npy"], "float32, not float64"),
        (["input=wide.npy"], "'input' is 8, not 9"),
        (["input=."], "Is a directory"),
    ],
)
def test_wrong_inputs(
    inputs: list[str],
    message: str,
    model: Path,
    image: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(tmp_path)
    x = np.load(image)
    np.savez("two.npz", a=x, b=x)
    np.save("double.npy", x.astype(np.float64))
    np.save("wide.npy", np.zeros((1, 3, 8, 9), np.float32))
    np.save("objects.npy", np.array([{}], object))
    Path("cut.npy").write_bytes(image.read_bytes()[:100])
    Path("cut.npz").write_bytes(Path("two.npz").read_bytes()[:-30])
    arguments = [word for text in inputs for word in ("--input", text)]
    assert message in fail(["run", model, *arguments], capsys)


def test_several_outputs_need_an_archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    nodes = [helper.make_node("Neg", ["x"], ["file"], "neg"), helper.make_node("Abs", ["x"], ["a/b"], "abs")]
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [4]) for name in ("x", "file", "a/b")]
    graph = helper.make_graph(nodes, "two", values[:1], values[1:])
    onnx.save(helper.make_model(graph), tmp_path / "two.onnx")
    run = ["run", tmp_path / "two.onnx", "--random", 0, "--output"]
    assert "2 outputs" in fail([*run, tmp_path / "y.npy"], capsys)
    succeed([*run, tmp_path / "y.npz"], capsys)
    with np.load(tmp_path / "y.npz") as found:
        np.testing.assert_array_equal(np.abs(found["file"]), found["a/b"])


# prune


def without_weights(proto: onnx.ModelProto) -> onnx.ModelProto:
    copy = onnx.ModelProto()
    copy.CopyFrom(proto)
    for tensor in copy.graph.initializer:
        tensor.ClearField("raw_data")
        tensor.ClearField("float_data")
        tensor.ClearField("external_data")
        tensor.ClearField("data_location")
    return copy


def test_prune_changes_weights_only(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "pruned.onnx"
    text = succeed(["prune", model, "-o", out, "--group", 4], capsys)
    assert "conv2" in text
    assert "pattern" in text
    before, after = onnx.load(model), onnx.load(out)
    onnx.checker.check_model(after, full_check=True)
    assert without_weights(before) == without_weights(after)
    changed = [
        a.name
        for a, b in zip(before.graph.initializer, after.graph.initializer, strict=True)
        if not np.array_equal(numpy_helper.to_array(a), numpy_helper.to_array(b))
    ]
    assert changed == ["conv1.weight", "conv2.weight"]
    onnxruntime.InferenceSession(out)


def test_prune_takes_its_options(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "pruned.onnx"
    options = [
        "--patterns",
        3,
        "--entries",
        5,
        "--group",
        2,
        "--connectivity",
        2,
        "--balanced",
        "--sparsity-1x1",
        1,
    ]
    report = json.loads(succeed(["prune", model, "-o", out, *options, "--json"], capsys))
    layer = next(layer for layer in report["layers"] if layer["name"] == "conv2")
    assert layer["scheme"]["group"] == 2
    assert len(layer["scheme"]["patterns"]) <= 3
    assert {text.count("1") for text in layer["scheme"]["patterns"]} == {5}
    assert layer["density_after"] == 5 / 9 / 2
    w = next(numpy_helper.to_array(t) for t in onnx.load(out).graph.initializer if t.name == "conv2.weight")
    assert {int(np.count_nonzero(f)) for f in w} == {4 * 5}


def test_prune_takes_rates_of_fully_connected_layers(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    options = ["-o", tmp_path / "pruned.onnx", "--fc", 2, "--fc-group", 5]
    report = json.loads(succeed(["prune", model, *options, "--json"], capsys))
    layer = next(layer for layer in report["layers"] if layer["name"] == "fc")
    assert (layer["density_before"], layer["density_after"]) == (1, 0.5)
    assert layer["scheme"]["scheme"] == "block-pruned"
    assert "prune-columns{rate=2.0 group=5 balanced=false}" in report["pipeline"]


def test_prune_takes_a_pipeline_instead(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "pruned.onnx"
    succeed(["prune", model, "-o", out, "--pipeline", "prune-connectivity{rate=4}"], capsys)
    w = next(numpy_helper.to_array(t) for t in onnx.load(out).graph.initializer if t.name == "conv2.weight")
    assert np.count_nonzero(w) == w.size / 4
    command = ["prune", model, "-o", out, "--pipeline", "prune", "--sparsity-1x1", 2]
    assert "--sparsity-1x1 cannot be given too" in fail(command, capsys, code=2)


def test_prune_brings_external_data_along(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    outside = tmp_path / "outside"
    outside.mkdir()
    onnx.save(
        sound_model(), outside / "m.onnx", save_as_external_data=True, location="m.bin", size_threshold=0
    )
    for source, out in ((model, "one.onnx"), (outside / "m.onnx", "two.onnx")):
        succeed(["prune", source, "-o", tmp_path / out], capsys)
    assert onnx.load(tmp_path / "one.onnx") == onnx.load(tmp_path / "two.onnx", load_external_data=False)


@pytest.mark.parametrize(
    ("arguments", "message", "code"),
    [
        ([], "required: -o/--output", 2),
        (["-o", "out.onnx", "--connectivity", "0.5"], "'0.5' is not a number of at least 1", 2),
        (["-o", "out.onnx", "--sparsity-1x1", "nan"], "'nan' is not", 2),
        (["-o", "out.onnx", "--entries", "10"], "entries 1 to 9", 1),
        (["-o", "no/out.onnx"], "no/out.onnx: No such file", 1),
    ],
)
def test_wrong_pruning(
    arguments: list[object],
    message: str,
    code: int,
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(tmp_path)
    assert message in fail(["prune", model, *arguments], capsys, code)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["small.onnx"]


# inspect


def test_inspect_shows_layers(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    succeed(["prune", model, "-o", tmp_path / "pruned.onnx", "--group", 4, "--balanced"], capsys)
    text = succeed(["inspect", tmp_path / "pruned.onnx"], capsys)
    row = next(line for line in text.splitlines() if line.startswith("conv2 "))
    assert "conv+relu" in row
    assert "1×16×4×4" in row
    assert "×4/9 g=4  11.1%  tap 4×" in row
    assert row.split()[-4:] == ["18.4", "k", "2.05", "k"]
    assert "multiply-adds" in text
    report = json.loads(succeed(["inspect", tmp_path / "pruned.onnx", "--json"], capsys))
    layers = {layer["name"]: layer for layer in report["layers"]}
    assert list(layers) == ["conv1", "pool1", "conv2", "pool2", "flatten", "fc"]
    assert layers["conv2"]["macs"] == 16 * 16 * 8 * 9
    assert layers["conv2"]["effective_macs"] == 16 * 16 * 2 * 4
    assert layers["fc"]["kernel"]["name"] == "linear"
    assert report["effective_macs"] == sum(layer["effective_macs"] for layer in layers.values())
    assert report["arena_bytes"] > 0 < report["blob_bytes"]


def test_inspect_shows_the_plan(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """What each layer could be, is, and why, with times; the report has the same."""
    pruned = tmp_path / "pruned.onnx"
    succeed(["prune", model, "--group", 4, "-o", pruned], capsys)
    text = succeed(["inspect", "--plan", pruned], capsys)
    assert "predicted" in text and "measured" not in text
    layers = {
        x["name"]: x for x in json.loads(succeed(["inspect", "--plan", pruned, "--json"], capsys))["layers"]
    }
    plan, idle = layers["conv2"]["plan"], layers["pool1"]["plan"]
    assert plan["eligible"]["scheme"] == "pattern"
    assert plan["ms"]["predicted"] in (plan["ms"]["dense"], plan["ms"]["pruned"])
    assert ("as dense" in plan["why"]) == (layers["conv2"]["scheme"] is not None)
    assert plan["ms"]["measured"] is None
    assert set(idle["ms"].values()) == {None} and idle["why"] == ""


def test_inspect_measures_the_plan(model: Path, capsys: pytest.CaptureFixture[str]):
    assert "measured" in succeed(["inspect", "--measure", model], capsys)
    layers = json.loads(succeed(["inspect", "--measure", model, "--json"], capsys))["layers"]
    measured = {layer["name"]: layer["plan"]["ms"]["measured"] for layer in layers}
    assert [name for name, time in measured.items() if time is None] == ["flatten"]  # a view
    assert all(0 < time < 1e3 for time in measured.values() if time is not None)


def test_inspect_says_why_a_layer_with_zeros_is_dense(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    proto = onnx.load(model)
    (tensor,) = (t for t in proto.graph.initializer if t.name == "conv2.weight")
    w = numpy_helper.to_array(tensor).copy()
    w[0, 0, 0, 0] = 0
    tensor.CopyFrom(numpy_helper.from_array(w, "conv2.weight"))
    onnx.save(proto, model)
    assert "conv2: 99.9% of the weights are not zero" in succeed(["inspect", model], capsys)


# Models that are broken, hostile or odd


@pytest.mark.parametrize("name", [name for name in NAMES if CASES[name][0] is not None])
def test_a_bad_model_is_one_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    bad = bad_model(name, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    fail(["compile", bad.path, "-o", f"{tmp_path}/out/"], capsys)
    if name != "huge_dimensions":  # whose weights can be pruned
        fail(["prune", bad.path, "-o", tmp_path / "out.onnx"], capsys)
    fail(["run", bad.path, "--random", 0, "--output", tmp_path / "y.npz"], capsys)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", [name for name in NAMES if CASES[name][0] is None])
def test_an_odd_model_is_inspected_and_pruned(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    odd = bad_model(name, tmp_path)
    layers = json.loads(succeed(["inspect", odd.path, "--json"], capsys))["layers"]
    assert [layer["kernel"]["name"] for layer in layers if layer["macs"]] == ["tap", "tap", "linear"]
    if name != "nan_weights":
        succeed(["prune", odd.path, "-o", tmp_path / "pruned.onnx"], capsys)
    else:
        line = fail(["prune", odd.path, "-o", tmp_path / "pruned.onnx"], capsys)
        assert f'{odd.path}: "conv2": weights with NaN' in line


# Processes


def test_the_command_line_helps(capsys: pytest.CaptureFixture[str]):
    assert prunir.main(["--help"]) == 0
    usage = capsys.readouterr().out
    assert all(name in usage for name in ("compile", "run", "prune", "inspect"))
    assert "invalid choice: 'frobnicate'" in fail(["frobnicate"], capsys, code=2)
    assert "required: command" in fail([], capsys, code=2)


def test_our_mistakes_say_so(
    model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object, **__: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("prunir.levels.lower", broken)
    assert prunir.main(["inspect", str(model)]) == 1
    assert (
        capsys.readouterr().err == "error: internal error: KeyError: 'lost' (--debug shows the traceback)\n"
    )
    with pytest.raises(KeyError):
        prunir.main(["inspect", str(model), "--debug"])


INTERRUPTED = """
import os, signal, sys, time
from prunir.runtime import jit
from prunir.tools.prunir import main

def compile_object(*_):
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)

jit.compile_object = compile_object
sys.exit(main(sys.argv[1:]))
"""


def test_an_interrupt_ends_cleanly(model: Path):
    command = [sys.executable, "-c", INTERRUPTED, "compile", str(model), "-o", f"{model.parent}/out/"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")
    assert [file.name for file in model.parent.iterdir()] == [model.name]


def test_a_reader_that_leaves_is_no_error(model: Path):
    command = " ".join(f"'{word}'" for word in (*PRUNIR, "compile", str(model), "--emit", "loops"))
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -c 10"], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("builtin.mo", "")


def test_a_terminal_without_unicode_is_no_error(model: Path):
    environment = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    done = subprocess.run(
        [*PRUNIR, "inspect", str(model)], capture_output=True, text=True, env=environment, check=True
    )
    assert "1?3?8" in done.stdout or "1?16?4?4" in done.stdout
    assert done.stderr == ""


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert prunir.main(["--version"]) == 0
    assert capsys.readouterr().out == f"prunir {version('prunir')}\n"
