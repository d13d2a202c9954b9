"""Object files in a static library: as they were put in, readable by others, and never half of one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prunir.errors import CodegenError
from prunir.runtime.archive import join, split

OBJECTS = [b"\x7fELF one", b"", b"odd", b"\x7fELF three" * 100]


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=5))
def test_what_is_joined_can_be_split(objects: list[bytes]) -> None:
    if len(objects) > 1 or not objects[0].startswith(b"!<arch>"):
        assert split(join(objects)) == objects


def test_one_object_stays_as_it_is() -> None:
    assert join(OBJECTS[:1]) == OBJECTS[0]


@pytest.mark.skipif(shutil.which("ar") is None, reason="binutils are not installed")
def test_others_read_it(tmp_path: Path) -> None:
    (tmp_path / "network.a").write_bytes(join(OBJECTS))
    listed = subprocess.run(["ar", "t", tmp_path / "network.a"], capture_output=True, check=True, text=True)
    assert listed.stdout.split() == ["0.o", "1.o", "2.o", "3.o"]
    printed = subprocess.run(["ar", "p", tmp_path / "network.a", "2.o"], capture_output=True, check=True)
    assert printed.stdout == b"odd"


def test_damage_is_an_error() -> None:
    code = join(OBJECTS)
    for size in range(9, len(code) - 1):
        damaged = code[:size]
        try:
            assert split(damaged) == OBJECTS[: len(split(damaged))]  # cut between two members
        except CodegenError:
            continue
    with pytest.raises(CodegenError, match="damaged"):
        split(code.replace(b"`\n", b"??", 1))
