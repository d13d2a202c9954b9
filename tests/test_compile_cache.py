"""A program from the cache is the program that compiling gives, or there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnx
import prunir
import pytest
from lowering_helpers import parse
from onnx import TensorProto, helper
from prunir import recipe, universe
from prunir.compiler import CACHE, STAGES, STORE, CompiledSession
from prunir.errors import InputError, PrunirError
from prunir.models._builder import NetworkBuilder
from prunir.pipelines import LEVELS
from prunir.runtime import session as session_module
from prunir.runtime.cache import PROGRAM, Cache
from prunir.targets import host

IMAGE = (1, 3, 8, 8)
FEEDS = {"input": np.random.default_rng(0).standard_normal(IMAGE, dtype=np.float32)}


def small_model() -> onnx.ModelProto:
    net = NetworkBuilder("small", seed=0)
    return net.finish(net.conv(net.input(IMAGE), "conv", 4, 3, pad=1, bias=True))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache, for once in use. Whoever edits sources meanwhile does not disturb it."""
    monkeypatch.setattr(recipe, "digest_sources", lambda: recipe._SOURCES)
    monkeypatch.setenv("PRUNIR_CACHE", "1")
    monkeypatch.setenv("PRUNIR_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "model" / "model.onnx"
    path.parent.mkdir()
    onnx.save(small_model(), path)
    return path


def programs(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{PROGRAM}"))


def answer(session: CompiledSession, feeds: Mapping[str, np.ndarray] = FEEDS) -> list[bytes]:
    return [output.tobytes() for output in session.run(None, feeds)]


# What is found


@pytest.mark.parametrize("form", ["path", "text", "bytes", "proto"])
def test_warm_is_cold(path: Path, form: str):
    forms: dict[str, Any] = {
        "path": path,
        "text": str(path),
        "bytes": path.read_bytes(),
        "proto": onnx.load(path),
    }
    fresh = prunir.compile(forms[form], cache=False)
    cold, warm = (prunir.compile(forms[form]) for _ in range(2))
    assert [s.from_cache for s in (fresh, cold, warm)] == [False, False, True]
    assert answer(fresh) == answer(cold) == answer(warm)
    for fact in ("object_code", "inputs", "outputs", "steps", "arena_bytes"):
        assert getattr(fresh, fact) == getattr(cold, fact) == getattr(warm, fact)
    np.testing.assert_array_equal(warm.blob, fresh.blob)
    for level in ("import", "llvm"):
        assert str(warm.module(level)) == str(cold.module(level)) == str(fresh.module(level))
    assert warm.assembly() == fresh.assembly()


def test_forms_of_one_model_share_a_program(path: Path, folder: Path):
    prunir.compile(path)
    assert prunir.compile(path.read_bytes()).from_cache
    copy = path.with_name("copy.onnx")
    copy.write_bytes(path.read_bytes())
    assert prunir.compile(str(copy)).from_cache
    assert len(programs(folder)) == 1


def test_any_number_of_threads_shares_a_program(path: Path):
    expected = answer(prunir.compile(path))
    session = prunir.compile(path, threads=2)
    assert session.from_cache and session.threads == 2
    assert answer(session) == expected


def test_a_profile_is_taken_from_the_cache_too(path: Path):
    cold, warm = (prunir.compile(path, profile=True, threads=2) for _ in range(2))
    assert warm.from_cache and warm.steps == cold.steps
    assert [(s.thread, s.step) for s in warm.profile(FEEDS)] == list(np.ndindex(2, len(warm.steps)))
    assert not prunir.compile(path, profile=True, threads=1).from_cache


SAME_SOURCES = """
import json, sys
import numpy as np
import prunir
from prunir import recipe
recipe._SOURCES = sys.argv[2]
recipe.digest_sources = lambda: sys.argv[2]
"""


def script(text: str, path: Path) -> list[str]:
    """A command that runs `text` on the model at `path` with what counts here as the compiler's sources."""
    return [sys.executable, "-c", f"{SAME_SOURCES}{text}", str(path), recipe._SOURCES]


FRESH = """
session = prunir.compile(sys.argv[1])
print(json.dumps([session.from_cache, sorted({name.split(".")[0] for name in sys.modules})]))
"""


def test_a_fresh_process_loads_nothing_that_compiles(path: Path):
    prunir.compile(path)
    done = subprocess.run(script(FRESH, path), check=True, capture_output=True, text=True)
    from_cache, modules = json.loads(done.stdout)
    assert from_cache
    assert set(modules) & {"xdsl", "onnx", "google", "safetensors", "ml_dtypes", "rich"} == set()


# What makes a difference


def changed_target() -> Any:
    return replace(host(), l2_bytes=host().l2_bytes // 2)


OPTIONS: dict[str, dict[str, Any]] = {
    "pipeline": {"pipeline": "simplify-graph"},
    "other pipeline": {"pipeline": "prune-4,simplify-graph,exploit-sparsity"},
    "profile": {"profile": True},
    "input_shapes": {"input_shapes": {"input": IMAGE}},
    "constants": {"constants": {"input": np.zeros(IMAGE, np.float32)}},
    "other constants": {"constants": {"input": np.ones(IMAGE, np.float32)}},
    "target": {"target": changed_target()},
}


def test_every_option_counts(path: Path, folder: Path):
    prunir.compile(path)
    for count, (name, options) in enumerate(OPTIONS.items(), 2):
        assert not prunir.compile(path, **options).from_cache, name
        assert len(programs(folder)) == count, name
    for name, options in OPTIONS.items():
        assert prunir.compile(path, **options).from_cache, name


def key_of(path: Path, folder: Path, **options: Any) -> str:
    made = recipe.Recipe(
        **{
            "model": path,
            "pipeline": None,
            "input_shapes": {},
            "constants": {},
            "target": host(),
            "timed_threads": None,
            "measured": {},
            **options,
        }
    )
    shelf = recipe.Shelf(made, Cache(folder))
    return shelf._key(str(shelf._content(shelf._model, [])))


def test_every_field_of_the_target_counts(path: Path, folder: Path):
    keys = {key_of(path, folder)}
    for field, value in vars(host()).items():
        other = replace(host(), **{field: f"{value}x" if isinstance(value, str) else value + 1})
        keys.add(key_of(path, folder, target=other))
    assert len(keys) == 1 + len(vars(host()))


@pytest.mark.parametrize("name", ["python", "llvm", "xdsl", "llvmlite", "numpy", "onnx", "ml_dtypes"])
def test_every_release_counts(path: Path, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    before = key_of(path, folder)
    releases = recipe.compilers()
    monkeypatch.setattr(recipe, "compilers", lambda: releases | {name: "another"})
    assert key_of(path, folder) != before


def test_the_compiler_and_its_pipelines_count(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch):
    before = key_of(path, folder)
    monkeypatch.setitem(recipe.PIPELINES, "plan", "assign-layouts")
    assert key_of(path, folder) != before
    monkeypatch.undo()
    assert key_of(path, folder) == before
    monkeypatch.setattr(recipe, "_SOURCES", "another")
    assert key_of(path, folder) != before


def test_the_model_counts(path: Path):
    before = answer(prunir.compile(path))
    model = onnx.load(path)
    values = model.graph.initializer[0]
    values.raw_data = values.raw_data[:-4] + np.float32(7).tobytes()  # one weight
    onnx.save(model, path)
    session = prunir.compile(path)
    assert not session.from_cache
    assert answer(session) != before


# Weights in other files


@pytest.fixture
def external(tmp_path: Path) -> Path:
    path = tmp_path / "external" / "model.onnx"
    path.parent.mkdir()
    options = {"all_tensors_to_one_file": True, "location": "weights.bin", "size_threshold": 0}
    onnx.save(small_model(), path, save_as_external_data=True, **options)
    return path


def test_weights_in_other_files_count(external: Path, path: Path):
    first = answer(prunir.compile(external))
    assert first == answer(prunir.compile(path))
    assert prunir.compile(external).from_cache
    weights = external.with_name("weights.bin")
    before = weights.read_bytes()
    weights.write_bytes(before[:-4] + np.float32(7).tobytes())
    second = prunir.compile(external)
    assert not second.from_cache and answer(second) != first
    weights.write_bytes(before)
    third = prunir.compile(external)
    assert third.from_cache and answer(third) == first  # both are kept
    weights.unlink()
    with pytest.raises(PrunirError, match="weights"):
        prunir.compile(external)


def test_weights_of_a_constant_in_another_file_count(tmp_path: Path):
    constant = TensorProto(
        name="c", dims=[4], data_type=TensorProto.FLOAT, data_location=TensorProto.EXTERNAL
    )
    constant.external_data.add(key="location", value="c.bin")
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [4])
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [4])
    nodes = [
        helper.make_node("Constant", [], ["c"], value=constant),
        helper.make_node("Add", ["x", "c"], ["y"]),
    ]
    graph = helper.make_graph(nodes, "sum", [value], [result])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (tmp_path / "sum.onnx").write_bytes(model.SerializeToString())
    for c in (1, 2, 1):
        np.full(4, c, np.float32).tofile(tmp_path / "c.bin")
        session = prunir.compile(tmp_path / "sum.onnx")
        assert (session.run(None, {"x": np.zeros(4, np.float32)})[0] == c).all()
    assert session.from_cache


# Looking inside


@pytest.mark.parametrize("change", ["touch", "write", "remove"])
def test_a_model_that_changed_says_so(path: Path, change: str):
    sessions = [prunir.compile(path) for _ in range(2)]
    if change == "remove":
        path.unlink()
    elif change == "write":
        path.write_bytes(path.read_bytes()[:-1])
    else:
        os.utime(path, (0, 0))
    for session in sessions:
        assert answer(session)  # which needs no model
        if change == "touch":
            assert "nn.conv" in str(session.module("import"))
        else:
            with pytest.raises(PrunirError, match=r"model.onnx has changed since it was compiled"):
                session.module("import")


def test_weights_that_changed_say_so(external: Path):
    session = prunir.compile(external)
    weights = external.with_name("weights.bin")
    weights.write_bytes(weights.read_bytes()[::-1])
    with pytest.raises(PrunirError, match="has changed since"):
        session.module("plan")


def test_a_proto_that_changed_says_so():
    model = small_model()
    session, uncached = prunir.compile(model), prunir.compile(model, cache=False)
    expected = str(uncached.module("import"))
    model.graph.node[0].name = "another"
    with pytest.raises(PrunirError, match="small has changed since"):
        session.module("import")
    assert str(uncached.module("import")) == expected


def test_progress_tells_about_the_cache(path: Path):
    for expected in ([CACHE, *STAGES, STORE], [CACHE]):
        stages: list[str] = []
        prunir.compile(path, progress=lambda stage, _, told=stages: told.append(stage))
        assert stages == expected


def test_who_observes_compiles(path: Path, folder: Path):
    prunir.compile(path)
    before = programs(folder)
    levels: list[str] = []
    for _ in range(2):
        session = prunir.compile(path, profile=True, observe=lambda level, _: levels.append(level))
        assert not session.from_cache
    assert levels == 2 * list(LEVELS)
    assert programs(folder) == before


def test_inputs_are_checked_warm_and_cold(path: Path, folder: Path):
    def refuse(inputs: Any) -> None:
        raise InputError(f"no {inputs[0].name}")

    with pytest.raises(InputError, match="no input"):
        prunir.compile(path, check_inputs=refuse)
    assert not programs(folder)
    prunir.compile(path)
    with pytest.raises(InputError, match="no input"):
        prunir.compile(path, check_inputs=refuse)


# What is not cached


def test_a_cache_that_is_off_is_left_alone(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch):
    prunir.compile(path, cache=False)
    monkeypatch.setenv("PRUNIR_CACHE", "0")
    prunir.compile(path)
    prunir.compile(path, cache=folder)
    assert not folder.exists()


def test_a_folder_can_be_given(path: Path, folder: Path, tmp_path: Path):
    prunir.compile(path, cache=tmp_path / "own")
    assert prunir.compile(path, cache=str(tmp_path / "own")).from_cache
    assert not folder.exists()


def test_modules_are_not_cached(folder: Path):
    text = "func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> { func.return %x : tensor<4xf32> }"
    assert not any(prunir.compile(parse(text)).from_cache for _ in range(2))
    assert not folder.exists()


def test_passes_from_elsewhere_are_not_cached(path: Path, monkeypatch: pytest.MonkeyPatch):
    source = (universe.ROOT / "passes/graph/remove_identities.py").read_text(encoding="utf-8")
    source = source.replace('name = "remove-identities"', 'name = "mine"')
    plugin = ModuleType("prunir.passes.graph.plugin")
    plugin.__package__ = "prunir.passes.graph"
    monkeypatch.setitem(sys.modules, plugin.__name__, plugin)
    exec(source, vars(plugin))
    monkeypatch.setitem(universe.multiverse().all_passes, "mine", lambda: plugin.RemoveIdentitiesPass)
    for pipeline, cached in (("mine,simplify-graph", False), ("canonicalize,remove-identities,cse", True)):
        sessions = [prunir.compile(path, pipeline=pipeline) for _ in range(2)]
        assert [session.from_cache for session in sessions] == [False, cached]


def test_broken_models_and_options_are_the_same_errors(path: Path, tmp_path: Path, folder: Path):
    prunir.compile(path)
    cases: list[tuple[Any, dict[str, Any]]] = [
        (tmp_path / "nothing.onnx", {}),
        (tmp_path, {}),
        (b"", {}),
        (path, {"pipeline": "nothing"}),
        (path, {"input_shapes": {"input": (1, 3, 0, 0)}}),
        (path, {"constants": {"nobody": np.zeros(3)}}),
    ]
    for model, options in cases:
        messages: set[str] = set()
        for cache in (True, False):
            with pytest.raises(Exception) as error:
                prunir.compile(model, cache=cache, **options)
            messages.add(f"{type(error.value)} {error.value}")
        assert len(messages) == 1
    assert len(programs(folder)) == 1


def test_a_model_that_changes_meanwhile_is_not_cached(path: Path, folder: Path):
    def change(stage: str, _: float) -> None:
        if stage == "plan":
            path.write_bytes(path.read_bytes() + b"\0")

    prunir.compile(path, progress=change)
    assert not programs(folder)


def test_a_compiler_that_changes_meanwhile_caches_nothing(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recipe, "digest_sources", lambda: "edited")
    prunir.compile(path)
    assert not programs(folder)


# What is broken


def test_a_damaged_program_is_replaced_and_never_run(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    code = prunir.compile(path).object_code
    expected = answer(prunir.compile(path))
    loaded: list[bytes] = []
    load = session_module.load
    monkeypatch.setattr(session_module, "load", lambda code: loaded.append(code) or load(code))
    (file,) = programs(folder)
    whole = file.read_bytes()
    begin = whole.index(code)
    for offset in (0, begin - 1, begin + 100, begin + len(code) - 1, begin + len(code) + 20, len(whole) - 1):
        damaged = bytearray(whole)
        damaged[offset] ^= 0x10
        file.write_bytes(damaged)
        session = prunir.compile(path)
        assert not session.from_cache and answer(session) == expected, offset
        assert prunir.compile(path).from_cache
    assert set(loaded) == {code}


def test_a_program_that_cannot_be_loaded_is_replaced(path: Path, folder: Path):
    cold = prunir.compile(path)
    (file,) = programs(folder)
    cache = Cache(folder)
    program = cache.load(file.stem)
    assert program is not None
    for junk in (b"", b"not an object", cold.object_code[:300]):
        cache.store(file.stem, "", replace(program, object_code=junk))
        session = prunir.compile(path)
        assert not session.from_cache and answer(session) == answer(cold)
        assert prunir.compile(path).from_cache


@pytest.mark.parametrize("content", [b"", b"null", b"{}", b"[1]", b'["../../secret"]', b"\xff\xfe"])
def test_damaged_notes_cost_time_only(path: Path, folder: Path, content: bytes):
    expected = answer(prunir.compile(path))
    for note in folder.glob("*.note"):
        note.write_bytes(content)
    assert answer(prunir.compile(path)) == expected
    assert prunir.compile(path).from_cache


def test_a_cache_that_cannot_be_written_is_no_error(path: Path, folder: Path):
    folder.touch()
    assert not any(prunir.compile(path).from_cache for _ in range(2))


RACE = """
for _ in range(3):
    session = prunir.compile(sys.argv[1])
    y = session.run(None, {"input": np.ones((1, 3, 8, 8), np.float32)})[0]
print(y.tobytes().hex(), session.from_cache)
"""


def test_processes_may_compile_the_same_at_once(path: Path, folder: Path):
    running = [
        subprocess.Popen(script(RACE, path), stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)
    ]
    ended = {process.communicate() for process in running}
    assert len(ended) == 1
    ((out, err),) = ended
    assert out.endswith(b" True\n") and err == b""
    assert len(programs(folder)) == 1


# Without it


@pytest.mark.parametrize("form", ["path", "bytes", "proto"])
def test_uncached_sessions_read_their_model_again(path: Path, form: str):
    forms: dict[str, Any] = {"path": path, "bytes": path.read_bytes(), "proto": onnx.load(path)}
    session = prunir.compile(forms[form], cache=False)
    expected = str(session.module("plan"))
    path.write_bytes(path.read_bytes()[:-1])
    if form == "path":
        with pytest.raises(PrunirError, match="has changed since it was compiled"):
            session.module("plan")
    else:
        assert str(session.module("plan")) == expected
