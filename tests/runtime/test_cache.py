"""The cache gives back what it was given or nothing, whatever happened to its files."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from networks import SCALE, SIZE, object_code
from prunir.errors import PrunirError
from prunir.runtime import cache as cache_module
from prunir.runtime import entry
from prunir.runtime.cache import KNOWN, LIMIT, PROGRAM, TEMPORARY, Cache, open_cache
from prunir.runtime.session import Program, Session, Step, ValueInfo

KEY, OTHER = "a" * 64, "b" * 64
F32 = np.dtype(np.float32)


@pytest.fixture(scope="module")
def program() -> Program:
    weights = np.random.default_rng(1).standard_normal(SIZE).astype(np.float32)
    return Program(
        object_code=object_code(SCALE),
        blob=weights.view(np.uint8),
        arena_bytes=4 * SIZE,
        inputs=(ValueInfo("x", (SIZE,), F32),),
        outputs=(ValueInfo("y", (SIZE,), F32), ValueInfo("sum", (1,), F32)),
        steps=(Step("conv1", "plan.tap_conv"), Step("größer", "nn.relu")),
        times_offset=None,
    )


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "deep" / "cache")


@pytest.fixture
def path(cache: Cache, program: Program) -> Path:
    """The file of a stored program."""
    cache.store(KEY, "a model", program)
    return cache.folder / f"{KEY}{PROGRAM}"


def same(one: Program | None, two: Program) -> bool:
    return one is not None and (
        np.array_equal(one.blob, two.blob) and replace(one, blob=two.blob) == replace(two, blob=two.blob)
    )


def names(cache: Cache) -> set[str]:
    return {file.name for file in cache.folder.iterdir()}


# What is stored is found


def test_what_is_stored_is_loaded(cache: Cache, program: Program, path: Path):
    loaded = cache.load(KEY)
    assert same(loaded, program)
    x = np.arange(SIZE, dtype=np.float32)
    y = Session(**vars(loaded)).run(["y"], {"x": x})[0]
    np.testing.assert_array_equal(y, x * program.blob.view(np.float32))
    assert cache.load(OTHER) is None
    assert Cache(cache.folder / "nowhere").load(KEY) is None


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs the kernel's list of mappings")
def test_weights_are_mapped_where_vectors_like_them(cache: Cache, path: Path):
    loaded = cache.load(KEY)
    assert str(path) in Path("/proc/self/maps").read_text()
    assert loaded.blob.ctypes.data % 4096 == 0 and not loaded.blob.flags.writeable


@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "bool", "int64"])
def test_every_fact_survives(cache: Cache, program: Program, dtype: str):
    import ml_dtypes

    element = np.dtype(ml_dtypes.bfloat16) if dtype == "bfloat16" else np.dtype(dtype)
    odd = replace(
        program,
        blob=np.zeros(0, np.uint8),
        inputs=(ValueInfo("ein Bild", (), element),),
        steps=(),
        times_offset=64,
    )
    cache.store(KEY, "", odd)
    assert same(cache.load(KEY), odd)


def test_files_are_for_their_owner_only(cache: Cache, path: Path):
    assert cache.folder.stat().st_mode & 0o777 == 0o700
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in cache.folder.iterdir())


def test_weights_that_are_known_are_not_read(
    cache: Cache, program: Program, path: Path, monkeypatch: pytest.MonkeyPatch
):
    read: list[int] = []
    digest = entry.digest_bytes
    monkeypatch.setattr(entry, "digest_bytes", lambda data: read.append(len(data)) or digest(data))
    for _ in range(2):
        assert same(cache.load(KEY), program)
    assert read == []
    path.with_suffix(KNOWN).unlink()
    for _ in range(2):
        assert same(cache.load(KEY), program)
    assert read == [program.blob.size]  # once, and known from then on


# What is not in order is nothing


def regions(program: Program, size: int) -> list[int]:
    """Offsets in every part of an entry, and at the borders between them."""
    blob, code = program.blob.size, len(program.object_code)
    borders = [0, blob, blob + code, size - 56, size - 40, size - 32, size]
    near = {border + step for border in borders for step in (-1, 0, 1)}
    return sorted(offset for offset in near | {blob // 2, blob + code // 2} if 0 <= offset < size)


def test_a_file_that_was_cut_off_is_nothing(cache: Cache, program: Program, path: Path):
    whole = path.read_bytes()
    for length in regions(program, len(whole)):
        path.write_bytes(whole[:length])
        assert cache.load(KEY) is None, length
        assert not path.exists()
    cache.store(KEY, "", program)
    assert same(cache.load(KEY), program)


def test_a_bit_that_changed_is_noticed(cache: Cache, program: Program, path: Path):
    whole = path.read_bytes()
    for offset in regions(program, len(whole)):
        cache.store(KEY, "a model", program)  # so that its weights count as read
        times = path.stat()
        changed = bytearray(whole)
        changed[offset] ^= 1 << offset % 8
        with path.open("r+b") as file:  # in place: the same file, of the same length
            file.write(changed)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # hides the time, as far as that goes
        assert cache.load(KEY) is None, offset


def test_a_description_of_other_facts_is_noticed(cache: Cache, program: Program, path: Path):
    forged = path.read_bytes().replace(b'"arena_bytes": 4096', b'"arena_bytes": 4095')
    assert forged != path.read_bytes()
    path.write_bytes(forged)
    assert cache.load(KEY) is None


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b"prunir entry 1\n\0" * 100, b"\x7fELF"])
def test_files_from_elsewhere_are_nothing(cache: Cache, program: Program, path: Path, content: bytes):
    path.write_bytes(content)
    assert cache.load(KEY) is None
    cache.store(KEY, "", program)
    assert same(cache.load(KEY), program)


def test_what_was_appended_is_noticed(cache: Cache, path: Path):
    path.write_bytes(path.read_bytes() + b"\0")
    assert cache.load(KEY) is None


def test_an_entry_under_another_name_is_nothing(cache: Cache, program: Program, path: Path):
    path.rename(path.with_name(f"{OTHER}{PROGRAM}"))
    assert cache.load(OTHER) is None


def test_records_that_are_damaged_cost_time_only(cache: Cache, program: Program, path: Path):
    for content in (b"", b"{}", b"[1, 2, 3]", b"\xff", b'[[1, 2, 3, 4, 5], "0"]'):
        path.with_suffix(KNOWN).write_bytes(content)
        assert same(cache.load(KEY), program)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX files")
def test_what_is_no_file_is_nothing(cache: Cache, program: Program, path: Path, tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert cache.load(KEY) is None
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert cache.load(KEY) is None
    path.unlink(missing_ok=True)
    path.mkdir()
    assert cache.load(KEY) is None
    cache.store(KEY, "", program)  # cannot be stored either, and nobody is told
    assert path.is_dir()


# Others


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_folder_that_others_can_write_is_not_used(
    cache: Cache, program: Program, path: Path, mode: int, caplog: pytest.LogCaptureFixture
):
    cache.folder.chmod(mode)
    assert cache.load(KEY) is None
    assert "others can write" in caplog.text
    cache.store(OTHER, "", program)
    assert f"{OTHER}{PROGRAM}" not in names(cache)
    cache.folder.chmod(0o755)  # readable by others is fine
    assert same(cache.load(KEY), program)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_file_that_others_can_write_is_nothing(cache: Cache, path: Path):
    path.chmod(0o666)
    assert cache.load(KEY) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs an administrator")
def test_what_others_own_is_not_used(cache: Cache, program: Program, path: Path):
    os.chown(path, 12345, -1)
    assert cache.load(KEY) is None
    cache.store(KEY, "", program)
    os.chown(cache.folder, 12345, -1)
    assert cache.load(KEY) is None


# What cannot be written


def test_a_folder_that_cannot_be_made_is_no_error(program: Program, tmp_path: Path):
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache")
    cache.store(KEY, "", program)
    cache.take_note(KEY, [])
    assert cache.load(KEY) is None and cache.note(KEY) is None
    assert cache.programs() == [] and cache.clear() == 0
    assert cache.digest(tmp_path / "file") == cache_module.digest_file(tmp_path / "file")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EDQUOT])
def test_a_full_disk_is_no_error(cache: Cache, program: Program, monkeypatch: pytest.MonkeyPatch, code: int):
    def full(file: object, data: memoryview) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(entry, "_write_all", full)
    cache.store(KEY, "", program)
    assert cache.load(KEY) is None
    assert names(cache) == set()  # nothing half written is left


WRITERS = """
import sys
from pathlib import Path
import numpy as np
from prunir.runtime.cache import Cache
from prunir.runtime.session import Program
cache = Cache(Path(sys.argv[1]))
blob = np.arange(1 << 16, dtype=np.float32).view(np.uint8)
for _ in range(40):
    cache.store("a", "", Program(b"code", blob, 1, (), (), (), None))
    found = cache.load("a")
    assert found is not None and found.object_code == b"code" and np.array_equal(found.blob, blob)
"""


def test_processes_may_write_the_same_at_once(cache: Cache):
    command = [sys.executable, "-c", WRITERS, str(cache.folder)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.communicate()[1], process.returncode) for process in running] == [(b"", 0)] * 3
    assert names(cache) == {f"a{PROGRAM}", f"a{KNOWN}"}


# Its size


def age(cache: Cache, key: str, seconds: float) -> None:
    for suffix in (PROGRAM, KNOWN):
        file = cache.folder / f"{key}{suffix}"
        os.utime(file, (0, time.time() - seconds))


def test_what_was_not_used_for_the_longest_time_goes(cache: Cache, program: Program):
    for number, key in enumerate("abc"):
        cache.store(key, key, program)
        age(cache, key, 1000 - number)
    cache.load("a")
    cache.limit = sum(stored.size for stored in cache.programs()) + 1000
    cache.store("d", "d", program)
    assert [stored.label for stored in cache.programs()][::-1] in (["c", "a", "d"], ["c", "d", "a"])
    assert f"b{KNOWN}" not in names(cache)
    cache.limit = 1
    cache.store("e", "e", program)
    assert cache.load("e") is None  # larger than all there may be
    assert cache.load("d") is not None  # and no reason to remove anything


def test_mappings_outlive_their_files(cache: Cache, program: Program, path: Path):
    loaded = cache.load(KEY)
    assert cache.clear() > program.blob.size
    assert names(cache) == set()
    assert same(loaded, program)


def test_abandoned_files_go(cache: Cache, program: Program):
    cache.store(KEY, "", program)
    old, new = cache.folder / f"1{TEMPORARY}", cache.folder / f"2{TEMPORARY}"
    for file in (old, new):
        file.touch()
    os.utime(old, (0, 0))
    cache.store(OTHER, "", program)
    assert new.exists() and not old.exists()


def test_clearing_leaves_what_is_not_the_cache_s(cache: Cache, path: Path):
    (cache.folder / "README").touch()
    cache.clear()
    assert names(cache) == {"README"}


# Digests of files


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files whose digest was computed."""
    found: list[Path] = []
    digest = cache_module.digest_file
    monkeypatch.setattr(cache_module, "digest_file", lambda path: found.append(path) or digest(path))
    return found


def test_a_file_at_rest_is_read_once(
    cache: Cache, tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cache_module, "_RESTING_SECONDS", -1)
    file = tmp_path / "model.onnx"
    file.write_bytes(b"one")
    first = cache.digest(file)
    assert cache.digest(file) == first and len(reads) == 1
    times = file.stat()
    file.write_bytes(b"two")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert cache.digest(file) != first and len(reads) == 2
    file.write_bytes(b"one")
    assert cache.digest(file) == first


def test_a_file_that_changed_just_now_is_read_each_time(cache: Cache, tmp_path: Path, reads: list[Path]):
    file = tmp_path / "model.onnx"
    file.write_bytes(b"one")
    os.utime(file, (0, 0))  # its content is as old as you like, but the file is new
    assert cache.digest(file) == cache.digest(file) and len(reads) == 2


# Where it is


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in ("PRUNIR_CACHE", "PRUNIR_CACHE_DIR", "PRUNIR_CACHE_LIMIT", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return monkeypatch


def test_the_folder_is_the_user_s(environment: pytest.MonkeyPatch, tmp_path: Path):
    assert open_cache().folder == tmp_path / "home/.cache/prunir"
    environment.setenv("XDG_CACHE_HOME", "relative")
    assert open_cache().folder == tmp_path / "home/.cache/prunir"
    environment.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert open_cache().folder == tmp_path / "xdg/prunir"
    environment.setenv("PRUNIR_CACHE_DIR", str(tmp_path / "own"))
    assert open_cache().folder == tmp_path / "own"
    assert open_cache(tmp_path / "given").folder == tmp_path / "given"
    assert not any(tmp_path.iterdir())  # asking makes none


@pytest.mark.parametrize("off", ["0", "off", "False", "no"])
def test_it_can_be_turned_off(environment: pytest.MonkeyPatch, tmp_path: Path, off: str):
    assert open_cache(False) is None
    environment.setenv("PRUNIR_CACHE", off)
    assert open_cache() is None and open_cache(tmp_path) is None


@pytest.mark.parametrize(
    ("text", "limit"),
    [("", LIMIT), ("0", 0), ("123", 123), ("7k", 7 << 10), ("500M", 500 << 20), ("2G", 2 << 30)],
)
def test_its_size_can_be_chosen(environment: pytest.MonkeyPatch, text: str, limit: int):
    environment.setenv("PRUNIR_CACHE_LIMIT", text)
    assert open_cache().limit == limit


def test_a_size_that_is_none_is_one_clear_error(environment: pytest.MonkeyPatch):
    environment.setenv("PRUNIR_CACHE_LIMIT", "much")
    with pytest.raises(PrunirError, match="PRUNIR_CACHE_LIMIT=much: write a number"):
        open_cache()
