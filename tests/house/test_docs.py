"""The checked-in reference of the passes is what the passes and their tests say today."""

import importlib.util
from pathlib import Path

import pytest
from prunir.universe import PRUNIR_UNIVERSE

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def page() -> str:
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.page()


def test_the_pass_reference_is_up_to_date(page: str):
    assert page == (DOCS / "passes.md").read_text(encoding="utf-8"), "run python3 dev.py docs"


def test_the_pass_reference_shows_every_pass_at_work(page: str):
    assert page.count("\n### `") == page.count("From its test, [") == len(PRUNIR_UNIVERSE.all_passes)
