#!/usr/bin/env python3
"""One command for everything a developer does: `python3 dev.py <command> [arguments]`.

    demo       compile a pattern-pruned network and watch it answer
    test       run all tests, or those that pytest's arguments choose
    lint       check style and formatting
    typecheck  check types
    docs       write docs/passes.md from the passes and their tests
    bench      prunir bench: measure against other engines
    benchmarks measure everything that the README says of speed

Needs Python 3.11 or newer and nothing else. The first run makes a virtual environment in .venv; later runs
update it when pyproject.toml has changed.
"""

# Parsed by the Python that the user has, so that an old one gets a message instead of a syntax error.

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "prunir-installed.json"
"""What is installed: a digest of the files that decide it, and the extras."""

COMMANDS = {
    "demo": ("demo", ["examples/fashion_mnist/demo.py"]),
    "test": ("test", ["-m", "pytest"]),
    "lint": ("dev", ["-m", "ruff"]),
    "typecheck": ("dev", ["-m", "pyright"]),
    "docs": ("test", ["docs/generate.py"]),
    "bench": ("bench", ["-m", "prunir.tools.prunir", "bench"]),
    "benchmarks": ("bench", ["benchmarks/run.py"]),
}
"""The extra that each command needs, and what it runs."""

OFFLINE = (
    "NewConnectionError",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ProxyError",
    "(from versions: none)",
)
"""What pip says, among much else, when it cannot reach the package index."""


class SetupError(Exception):
    """What stands in the way, in one line."""


def check_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036
        found = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(f"Prunir needs Python 3.11 or newer, and this is {found}; try python3.11 dev.py")
    if VENV.exists():
        return
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise SetupError("this Python cannot make virtual environments; on Debian: apt install python3-venv")


def make_venv() -> None:
    """Make .venv; anew if its Python is gone, as after an upgrade of the system's."""
    if PYTHON.exists() and run([PYTHON, "-c", ""]).returncode == 0:
        return
    say("making a virtual environment in .venv")
    done = run([sys.executable, "-m", "venv", "--clear", VENV])
    if done.returncode != 0:
        raise SetupError(f"could not make .venv: {last_line(done)}")


def install(extra: str) -> None:
    """Install Prunir in place with `extra` and what was installed before, unless all that is there already."""
    digest = installation_digest()
    old = json.loads(STAMP.read_text()) if STAMP.exists() else {"digest": "", "extras": []}
    if old["digest"] == digest and extra in old["extras"]:
        return
    extras = sorted({extra, *old["extras"]})
    say(f"installing prunir[{','.join(extras)}] and what it needs (a minute or two, the first time)")
    done = run(
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "-e", f"{ROOT}[{','.join(extras)}]"]
    )
    if done.returncode != 0:
        if any(sign in done.stdout + done.stderr for sign in OFFLINE):
            raise SetupError("no network: pip cannot reach the package index, which the first run needs")
        raise SetupError(f"pip could not install prunir: {last_line(done)}")
    STAMP.write_text(json.dumps({"digest": digest, "extras": extras}))


def installation_digest() -> str:
    digest = hashlib.sha256(str(ROOT).encode())
    for name in ("pyproject.toml", "setup.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def link_for_pyright() -> None:
    """Pyright does not follow an editable install; the link lets it find `prunir` in this folder."""
    link = ROOT / "build/typing/prunir"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink():
        link.symlink_to("../..", target_is_directory=True)


def run(command, **options):
    options = {"capture_output": True, "text": True, **options}
    return subprocess.run([str(word) for word in command], check=False, cwd=ROOT, **options)


def last_line(done) -> str:
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("ERROR")), lines[-1] if lines else "no output")


def say(text: str) -> None:
    print(f"dev.py: {text}", file=sys.stderr, flush=True)


def execute(command: str, arguments: "list[str]") -> int:
    """Run `command` in the virtual environment; its exit code."""
    prefix = COMMANDS[command][1]
    if command == "lint" and not arguments:
        return execute("lint", ["check", "."]) or execute("lint", ["format", "--check", "."])
    if command == "test" and not arguments:
        arguments = ["-n", "auto"]  # one process for each processor; a chosen few are quicker without
    if command == "typecheck":
        link_for_pyright()
    return run([PYTHON, *prefix, *arguments], capture_output=False).returncode


def main(arguments: "list[str]") -> int:
    command = arguments[0] if arguments else "--help"
    if command not in COMMANDS:
        print((__doc__ or "").strip())
        if command in ("-h", "--help", "help"):
            return 0
        print(f"\ndev.py: error: unknown command '{command}'", file=sys.stderr)
        return 2
    try:
        check_python()
        make_venv()
        install(COMMANDS[command][0])
        return execute(command, arguments[1:])
    except SetupError as error:
        print(f"dev.py: error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
