"""The in-process runner of lit files agrees with `lit` and with the shell, passes and failures alike."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lit_runner import LitFailure, _run_in_shell, run_command, run_file, run_lines

FOLD = """
// CHECK-LABEL: @fold
// CHECK: {check}
func.func @fold() -> i32 {{
  %one = arith.constant 1 : i32
  %two = arith.addi %one, %one : i32
  func.return %two : i32
}}
"""

FILES = {
    "passes": "// RUN: prunir-opt %s -p canonicalize | filecheck %s\n"
    + FOLD.format(check="arith.constant 2"),
    "check-fails": "// RUN: prunir-opt %s -p canonicalize | filecheck %s\n"
    + FOLD.format(check="arith.constant 3"),
    "tool-fails": "// RUN: prunir-opt %s -p no-such-pass | filecheck %s --allow-empty\n",
    "second-line-fails": "// RUN: prunir-opt %s\n// RUN: not prunir-opt %s\n" + FOLD.format(check=""),
    "redirects": "// RUN: prunir-opt %s > %t && filecheck %s --input-file=%t\n"
    + FOLD.format(check="arith.addi"),
    "reads-a-file": "// RUN: prunir-opt %s -o %t\n// RUN: filecheck %s --input-file=%t\n"
    + FOLD.format(check="arith.addi"),
    "continues": "// RUN: not prunir-opt %s \\\n// RUN:   -p nothing 2>&1 \\\n// RUN: | filecheck %s\n// CHECK: unknown",
}


def passes_in_process(file: Path, tmp_path: Path) -> bool:
    try:
        run_file(file, tmp_path / "out")
    except LitFailure:
        return False
    return True


def test_lit_agrees(tmp_path: Path):
    shutil.copy(Path(__file__).with_name("lit.cfg.py"), tmp_path)
    for name, text in FILES.items():
        (tmp_path / f"{name}.mlir").write_text(text)
    report = tmp_path / "report.json"
    command = [str(Path(sys.executable).with_name("lit")), "-q", "-o", str(report), str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert report.exists(), done.stderr
    verdicts = {
        Path(t["name"].split()[-1]).stem: t["code"] == "PASS" for t in json.loads(report.read_text())["tests"]
    }
    assert verdicts == {name: passes_in_process(tmp_path / f"{name}.mlir", tmp_path) for name in FILES}
    assert {name for name, passed in verdicts.items() if passed} == {
        "passes",
        "redirects",
        "reads-a-file",
        "continues",
    }


@pytest.mark.parametrize("options", ["-p cse", "-p no-such-pass", "--unknown 2>&1"])
def test_output_is_that_of_the_shell(options: str, tmp_path: Path):
    file = tmp_path / "a.mlir"
    file.write_text(FILES["passes"])
    command = f"prunir-opt {file} {options}"
    assert run_command(command) == _run_in_shell(command)


def test_a_file_without_run_line_fails(tmp_path: Path):
    (tmp_path / "a.mlir").write_text("// nothing")
    with pytest.raises(LitFailure, match="no RUN line"):
        run_file(tmp_path / "a.mlir", tmp_path / "out")


def test_run_lines_are_joined():
    assert run_lines("// RUN: a \\\n// RUN: b\ntext\n// RUN: c") == ["a  b", "c"]
