"""Measure everything that the README says of speed, and write it there: `python3 dev.py benchmarks`.

    python3 dev.py benchmarks                        # all networks and kernels: about half an hour on an idle machine
    python3 dev.py benchmarks --only resnet50        # these again, the others as they were measured
    python3 dev.py benchmarks --render               # only the README's tables, from results.json

Every part is written to results.json when it is done, so what ends early goes on with `--only`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import comparison
import tables
from prunir.errors import PrunirError
from prunir.targets import host

HERE = Path(__file__).parent
RESULTS = HERE / "results.json"
README = HERE.parent / "README.md"
BEGIN, END = "<!-- benchmarks: begin -->", "<!-- benchmarks: end -->"

PARTS = (*comparison.NETWORKS, "kernels")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure what the README says of speed, and write it there.")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS)
    )
    parser.add_argument(
        "--threads", type=int, nargs="+", default=[1, 2], help="numbers of threads (default 1 2)"
    )
    parser.add_argument("--rounds", type=int, default=20, help="timed rounds (default 20)")
    parser.add_argument("--render", action="store_true", help="measure nothing; write the tables")
    options = parser.parse_args()
    results: dict[str, Any] = (
        json.loads(RESULTS.read_text()) if RESULTS.exists() else {"networks": {}, "kernels": []}
    )
    try:
        for part in () if options.render else options.only:
            _measure(part, options, results)
            RESULTS.write_text(json.dumps(_ordered(results), indent=1) + "\n", encoding="utf-8")
    except PrunirError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    _write_tables(tables.markdown(_ordered(results)))
    return 0


def _measure(part: str, options: argparse.Namespace, results: dict[str, Any]) -> None:
    def report(doing: str) -> None:
        print(f"{part}: {doing}", file=sys.stderr)

    if part == "kernels":
        results["kernels"] = _measure_kernels(options.rounds)
        if host().without_avx512() != host():
            results["kernels_avx2"] = _measure_kernels(options.rounds, "--avx2")
    else:
        results["networks"][part] = comparison.measure(part, options.threads, options.rounds, report)


def _measure_kernels(rounds: int, *more: str) -> list[dict[str, Any]]:
    """In a process of its own, pinned."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kernels.json"
        command = [sys.executable, HERE / "kernels.py", "--rounds", str(rounds), "--json", file, *more]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return json.loads(file.read_text())


def _ordered(results: dict[str, Any]) -> dict[str, Any]:
    known = results["networks"]
    return {**results, "networks": {name: known[name] for name in comparison.NETWORKS if name in known}}


def _write_tables(text: str) -> None:
    readme = README.read_text(encoding="utf-8")
    before, rest = readme.split(BEGIN)
    _, after = rest.split(END)
    README.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
