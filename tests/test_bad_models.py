"""Broken and hostile ONNX files: one clear error each, or a right answer. For the importer alone, see tests/frontends."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import onnx
import pytest
from against_onnxruntime import onnxruntime_of, relative_error
from bad_models import CASES, NAMES, bad_model
from prunir.dialects.reference import interpret
from prunir.errors import FrontendError
from prunir.frontends.onnx import import_model
from prunir.tools import prunir_opt

RIGHT = [name for name in NAMES if CASES[name][0] is None]
WRONG = [name for name in NAMES if CASES[name][0] is not None and name != "huge_dimensions"]
IMAGE = np.random.default_rng(0).standard_normal((1, 3, 8, 8), np.float32)

# Wrong, but taken by ONNX Runtime and onnx's checker alike.
TOLERATED = {"negative_dimension"}


@pytest.mark.parametrize("name", WRONG)
def test_one_clear_error(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = bad_model(name, tmp_path)
    with pytest.raises(FrontendError, match=f"(?i){case.error}") as caught:
        import_model(case.path)
    assert str(case.path) in str(caught.value)

    output = tmp_path / "out.mlir"
    assert prunir_opt.main([str(case.path), "-o", str(output)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not output.exists()


@pytest.mark.parametrize("name", RIGHT)
def test_right_answer(name: str, tmp_path: Path) -> None:
    case = bad_model(name, tmp_path)
    (expected,) = onnxruntime_of(case.reference())({"input": IMAGE})
    (actual,) = interpret(import_model(case.path), [IMAGE])
    assert relative_error(actual, expected) < 1e-5


@pytest.mark.parametrize("name", sorted(set(WRONG) - TOLERATED))
def test_case_is_really_wrong(name: str, tmp_path: Path) -> None:
    """ONNX Runtime or onnx's checker refuses it too."""
    case = bad_model(name, tmp_path)
    with suppress(Exception):
        onnx.checker.check_model(case.path, full_check=True)
        onnxruntime_of(case.path)({"input": IMAGE})
        pytest.fail(f"{name} is taken by both")


def test_huge_dimensions_are_imported_at_once(tmp_path: Path) -> None:
    import_model(bad_model("huge_dimensions", tmp_path).path)
