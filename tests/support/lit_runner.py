"""Runs the RUN lines of lit files in this process: a few milliseconds a file, against half a second in a shell.

Understood are `prunir-opt`, `filecheck`, `not`, pipes, `2>&1`, `%s`, `%S` and `%t`. A line with anything else goes to the
shell, as does one with an option that changes xDSL for the whole process.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from filecheck.finput import FInput
from filecheck.matcher import Matcher
from filecheck.options import parse_argv_options
from filecheck.parser import Parser
from prunir.tools import prunir_opt

NEEDS_SHELL = re.compile(r"[<>;&`$*?]")
PATCHES_XDSL = {"--disable-verify", "--syntax-highlight", "--shrink"}
BIN = Path(sys.executable).parent


@dataclass
class Output:
    """What a command left."""

    code: int
    stdout: str
    stderr: str


class LitFailure(Exception):
    """A RUN line failed; the text shows the line and what it printed."""


def run_lines(text: str) -> list[str]:
    """The RUN lines of a test, those that end in a backslash joined with the next."""
    lines = [match[1].strip() for match in re.finditer(r"//\s*RUN:(.*)", text)]
    return "\n".join(lines).replace("\\\n", " ").splitlines()


def run_file(file: Path, temporary: Path) -> None:
    """Run all RUN lines of `file`; LitFailure if one fails. `temporary` is the path that `%t` stands for."""
    lines = run_lines(file.read_text(encoding="utf-8"))
    if not lines:
        raise LitFailure(f"{file}: no RUN line")
    for line in lines:
        command = line.replace("%s", str(file)).replace("%S", str(file.parent)).replace("%t", str(temporary))
        output = run_command(command)
        if output.code != 0:
            raise LitFailure(f"RUN: {command}\nexit code {output.code}\n{output.stdout}{output.stderr}")


def run_command(command: str) -> Output:
    """Run one pipeline; like lit's, it fails when any command in it fails."""
    stages = _stages(command)
    if stages is None:
        return _run_in_shell(command)
    output = Output(0, "", "")
    failed, messages = 0, ""
    for stage in stages:
        output = _run_stage(stage, output.stdout)
        failed = failed or output.code
        messages += output.stderr
    return Output(failed, output.stdout, messages)


def _stages(command: str) -> list[list[str]] | None:
    """The commands of a pipeline, or None if this process cannot run it."""
    if NEEDS_SHELL.search(_unquoted(command).replace("2>&1", "")):
        return None
    stages: list[list[str]] = [[]]
    for word in shlex.split(command):
        if word == "|":
            stages.append([])
        else:
            stages[-1].append(word)
    return stages if all(_program(stage) and not PATCHES_XDSL & set(stage) for stage in stages) else None


def _unquoted(command: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"", "", command)


def _program(stage: Sequence[str]) -> Callable[[list[str], str], int] | None:
    return PROGRAMS.get(stage[1] if stage[:1] == ["not"] and len(stage) > 1 else " ".join(stage[:1]))


def _run_stage(stage: list[str], stdin: str) -> Output:
    program = _program(stage)
    assert program is not None
    negated = stage[0] == "not"
    words = [word for word in stage[1 + negated :] if word != "2>&1"]
    out = io.StringIO()
    err = out if "2>&1" in stage else io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), _redirect_stdin(stdin):
        try:
            code = program(words, stdin)
        except SystemExit as exit_:
            code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
        except Exception:
            traceback.print_exc()
            code = 1
    code = int(code == 0) if negated else code
    return Output(code, out.getvalue(), "" if err is out else err.getvalue())


@contextmanager
def _redirect_stdin(text: str) -> Iterator[None]:
    old, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(text.encode()))
    try:
        yield
    finally:
        sys.stdin = old


def _prunir_opt(words: list[str], stdin: str) -> int:
    return prunir_opt.main(words)


def _filecheck(words: list[str], stdin: str) -> int:
    options = parse_argv_options(["filecheck", *words])
    piped = FInput("-", FInput.canonicalize_line_ends(stdin))
    text = piped if options.input_file == "-" else FInput.from_opts(options)
    return Matcher(options, text, Parser.from_opts(options)).run()


PROGRAMS: dict[str, Callable[[list[str], str], int]] = {"prunir-opt": _prunir_opt, "filecheck": _filecheck}


def _run_in_shell(command: str) -> Output:
    shell_not = 'not() { if "$@"; then return 1; else return 0; fi; }; '
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shell_not}{command}"],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Output(done.returncode, done.stdout, done.stderr)
