"""`prunir compile`: compile, and write any stage of it."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any

from xdsl.dialects.builtin import ModuleOp

from ...compiler import CompiledSession, compile
from ...errors import PrunirError
from ...instruments import print_ir
from ...levels import levels
from ...pipelines import LEVELS
from ...runtime.jit import emit_assembly, emit_llvm_ir
from ...runtime.session import ValueInfo
from ...targets import host
from .._arguments import parse_shapes
from .._files import write_whole
from ..tables import StageTimes, bytes_text, console, print_json, shape_text, working

SUFFIXES = {"llvm-ir": ".ll", "asm": ".s", "obj": ".o", "blob": ".blob", "json": ".json"}
"""Of the files in an output folder; IR of a level is `.level.mlir`."""

PROGRAM = ("obj", "blob", "json")
"""What is written without `--emit`: all that a loader needs."""


def run(arguments: argparse.Namespace) -> None:
    output = _Output(arguments)
    with working("") as status:
        stages = StageTimes(status)
        contents = _Contents(output.wanted, arguments.locations)
        session = _compile(arguments, stages, contents)
    if session is not None:
        contents.add_program(session, _description(session))
    files = output.write(contents.by_name)
    if arguments.json:
        print_json(_report(arguments, stages, session, files))
    elif not output.to_stdout:
        _show(stages, session, files)


def _compile(
    arguments: argparse.Namespace, stages: StageTimes, contents: _Contents
) -> CompiledSession | None:
    """The session, or None where only IR was wanted and nothing needed to be compiled further."""
    options: dict[str, Any] = {
        "pipeline": arguments.pipeline,
        "input_shapes": parse_shapes(arguments.shape),
        "progress": stages,
    }
    if not contents.only_ir:
        observe = contents if contents.has_ir else None  # which would have to be compiled for it
        cache = arguments.cache
        return compile(arguments.model, threads=arguments.threads, cache=cache, observe=observe, **options)
    for level, module in levels(arguments.model, **options):
        contents(level, module)
        if contents.complete:
            break
    return None


class _Contents:
    """The contents of the files wanted, by what they are; an observer of the compilation, where it gets most of them."""

    def __init__(self, wanted: tuple[str, ...], locations: bool):
        self.by_name: dict[str, bytes] = {}
        self._wanted = wanted
        self._locations = locations

    @property
    def only_ir(self) -> bool:
        return self.has_ir and set(PROGRAM).isdisjoint(self._wanted)

    @property
    def has_ir(self) -> bool:
        return not set(PROGRAM).issuperset(self._wanted)

    @property
    def complete(self) -> bool:
        return set(self._wanted) == set(self.by_name)

    def __call__(self, level: str, module: ModuleOp) -> None:
        if level in self._wanted:
            text = io.StringIO()
            print_ir(module, text, locations=self._locations)
            self.by_name[level] = text.getvalue().encode()
        if level == "llvm":
            for name, emit in (("llvm-ir", emit_llvm_ir), ("asm", emit_assembly)):
                if name in self._wanted:
                    self.by_name[name] = emit(module, host()).encode()

    def add_program(self, session: CompiledSession, description: dict[str, Any]) -> None:
        text = f"{json.dumps(description, indent=2)}\n"
        parts = {"obj": session.object_code, "blob": session.blob.tobytes(), "json": text.encode()}
        self.by_name |= {name: part for name, part in parts.items() if name in self._wanted}


class _Output:
    """Where the files go."""

    def __init__(self, arguments: argparse.Namespace):
        name: str | None = None if arguments.output == "-" else arguments.output
        self.wanted: tuple[str, ...] = arguments.emit or (PROGRAM if name else ())
        self.path = None if name is None else Path(name)
        self.to_stdout = bool(self.wanted) and self.path is None
        several = len(self.wanted) > 1
        self._is_folder = name is not None and (several or Path(name).is_dir() or name.endswith("/"))
        self._stem = Path(arguments.model).stem
        self._check()

    def _check(self) -> None:
        """Say what cannot work before the time is spent."""
        if self.to_stdout and len(self.wanted) > 1:
            raise PrunirError("standard output takes one --emit; name a folder with -o")
        if self.to_stdout and sys.stdout.isatty() and not {"obj", "blob"}.isdisjoint(self.wanted):
            raise PrunirError("object and weights are binary: write them to a file with -o")
        if self._is_folder and self.path is not None and self.path.exists() and not self.path.is_dir():
            raise PrunirError(f"{self.path}: is a file; several things need a folder")

    def write(self, contents: dict[str, bytes]) -> dict[str, Path]:
        """Write everything, now that all of it is there; the files by what they hold."""
        if self.to_stdout:
            for content in contents.values():
                _write_stdout(content)
        if self.path is None:
            return {}
        if self._is_folder:
            self.path.mkdir(parents=True, exist_ok=True)
        files = {name: self._file(self.path, name) for name in contents}
        for name, file in files.items():
            write_whole(file, contents[name])
        return files

    def _file(self, path: Path, name: str) -> Path:
        if not self._is_folder:
            return path
        return path / f"{self._stem}{f'.{name}.mlir' if name in LEVELS else SUFFIXES[name]}"


def _write_stdout(content: bytes) -> None:
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(content)
    else:
        sys.stdout.write(content.decode())
    sys.stdout.flush()


def _description(session: CompiledSession) -> dict[str, Any]:
    """What a loader of object and blob must know."""
    target = host()
    return {
        "entry": "prunir_run",
        "inputs": [_value(value) for value in session.inputs],
        "outputs": [_value(value) for value in session.outputs],
        "threads": session.threads,
        "arena_bytes": session.arena_bytes,
        "blob_bytes": session.blob.size,
        "object_bytes": len(session.object_code),
        "target": {"triple": target.triple, "cpu": target.cpu, "features": target.features},
    }


def _value(value: ValueInfo) -> dict[str, Any]:
    return {"name": value.name, "shape": list(value.shape), "type": value.dtype.name}


def _report(
    arguments: argparse.Namespace,
    stages: StageTimes,
    session: CompiledSession | None,
    files: dict[str, Path],
) -> dict[str, Any]:
    return {
        "model": arguments.model,
        "seconds": stages.seconds,
        **(_description(session) if session is not None else {}),
        "files": {name: str(path) for name, path in files.items()},
    }


def _show(stages: StageTimes, session: CompiledSession | None, files: dict[str, Path]) -> None:
    out = console()
    out.print(stages.table())
    out.print()
    if session is not None:
        for kind, values in (("input", session.inputs), ("output", session.outputs)):
            for value in values:
                out.print(f"{kind} {value.name}: {shape_text(value.shape)} {value.dtype.name}", markup=False)
        sizes = (session.arena_bytes, session.blob.size, len(session.object_code))
        arena, blob, code = map(bytes_text, sizes)
        out.print(f"arena {arena}, weights and tables {blob}, code {code}")
    for name, path in files.items():
        out.print(f"wrote {path} ({name})", markup=False)
