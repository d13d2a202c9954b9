"""Compiled programs on disk, so that a model is compiled once.

A folder holds one file for each program (`runtime.entry`), named by the digest of all that it depends on. It is made for its owner
only, and nothing is taken from a folder or a file that others can write: its machine code would run as this user.

Files are written aside and renamed, so that processes see whole entries only, and may write the same one at once. When there is more
than `limit` bytes, those go that were not used for the longest time. The cache never fails: what it cannot read or write is
compiled, and the logger `prunir.cache` is told why.

Beside the programs lie small files: what was read before, and which files belong to a model.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from ..errors import PrunirError
from ..fingerprint import Status, digest_file, digest_text, file_status
from .entry import BrokenEntry, entry_size, read_entry, read_label, write_entry
from .session import Program

LIMIT = 4 << 30
"""Bytes, unless PRUNIR_CACHE_LIMIT says otherwise."""

PROGRAM, KNOWN, NOTE, TEMPORARY = ".program", ".known", ".note", ".new"

_RESTING_SECONDS = 60
"""A file that changed less than this before it was read may change again without a new time: pages written through a mapping get
theirs when they go to disk, after half a minute."""

_ABANDONED_SECONDS = 3600
"""A temporary file of this age has lost its writer."""


@dataclass(frozen=True)
class Stored:
    """A program in the cache."""

    label: str
    size: int
    used: float
    """When, in seconds of time.time."""


class Cache:
    """The programs in `folder`, which need not exist yet."""

    def __init__(self, folder: Path, limit: int = LIMIT):
        self.folder = folder
        self.limit = limit

    # Programs

    def load(self, key: str) -> Program | None:
        """The program stored under `key`, its weights mapped; None if there is none in order."""
        path = self._path(key, PROGRAM)
        try:
            self._require_private_folder()
            with _private_file(path) as file:
                status = file_status(os.fstat(file.fileno()))
                program, digest = read_entry(file, key, self._known(key, status))
            self._record(key, status, digest)
            return program
        except FileNotFoundError:
            return None
        except BrokenEntry as error:
            _log("warning", f"{path}: {error}; it will be replaced")
            _remove(path)
        except OSError as error:
            _log("info", f"{path}: not used: {error}")
        return None

    def store(self, key: str, label: str, program: Program) -> None:
        """Keep `program` under `key`, if that can be done. label: what a list calls it."""
        if entry_size(program) > self.limit:
            return
        try:
            path = self._path(key, PROGRAM)
            with self._replacing(path) as file:
                digest = write_entry(file, key, label, program)
            self._record(key, file_status(path.stat()), digest)
            self._make_room(key)
        except OSError as error:
            _log("info", f"{self.folder}: not stored: {error}")

    def discard(self, key: str) -> None:
        """Forget the program: its digest is right, but it cannot be used."""
        _remove(self._path(key, PROGRAM))

    def programs(self) -> list[Stored]:
        """All programs, the last used first."""
        found: list[Stored] = []
        for path, size, used in self._files():
            if path.suffix == PROGRAM:
                with suppress(OSError, BrokenEntry), _private_file(path) as file:
                    found.append(Stored(read_label(file), size, used))
        return sorted(found, key=lambda stored: -stored.used)

    def clear(self) -> int:
        """Remove everything; the bytes that were freed."""
        files = self._files()
        for path, _, _ in files:
            _remove(path)
        return sum(size for _, size, _ in files)

    # What was read before

    def digest(self, path: Path) -> str:
        """The digest of a file; not read again if it was read before, and is the same since. OSError if it cannot be read."""
        name = digest_text(str(path.resolve()))
        status = file_status(path.stat())
        known = self._known(name, status)
        digest = known or digest_file(path)
        resting = time.time_ns() - max(status[-2:]) > _RESTING_SECONDS * 10**9
        if known or (resting and file_status(path.stat()) == status):
            self._record(name, status, digest)
        return digest

    def note(self, name: str) -> Any:
        """What was noted under `name`; None if nothing was."""
        try:
            return json.loads(self._path(name, NOTE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def take_note(self, name: str, value: Any) -> None:
        """Note what JSON can say under `name`, if that can be done."""
        with suppress(OSError), self._replacing(self._path(name, NOTE)) as file:
            file.write(json.dumps(value).encode())

    def _known(self, name: str, status: Status) -> str | None:
        """The digest of a file, if it is known and the file has this status still."""
        try:
            recorded, digest = json.loads(self._path(name, KNOWN).read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError):
            return None
        return digest if recorded == status else None

    def _record(self, name: str, status: Status, digest: str) -> None:
        """Remember the digest of a file of this status, and that it was used now."""
        path = self._path(name, KNOWN)
        with suppress(OSError):
            if self._known(name, status) == digest:
                os.utime(path)
                return
            with self._replacing(path) as file:
                file.write(json.dumps([status, digest]).encode())

    # Files

    def _path(self, name: str, suffix: str) -> Path:
        return self.folder / f"{name}{suffix}"

    def _require_private_folder(self) -> None:
        if not _is_private(self.folder.stat()):
            _log("warning", f"{self.folder}: not used as a cache, since others can write to it or own it")
            raise PermissionError("others can write to the folder, or own it")

    @contextmanager
    def _replacing(self, path: Path) -> Iterator[FileIO]:
        """A file that takes the place of `path` when the block ends well."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._require_private_folder()
        temporary = self._path(secrets.token_hex(8), TEMPORARY)
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
            with FileIO(descriptor, "w") as file:
                yield file
            temporary.replace(path)
        finally:
            _remove(temporary)

    def _files(self) -> list[tuple[Path, int, float]]:
        """The cache's files: path, size, and when last used."""
        found: dict[Path, os.stat_result] = {}
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.suffix in (PROGRAM, KNOWN, NOTE, TEMPORARY):
                    with suppress(OSError):
                        found[path] = path.lstat()
        return [
            (path, status.st_size, found.get(path.with_suffix(KNOWN), status).st_mtime)
            for path, status in found.items()
        ]

    def _make_room(self, key: str) -> None:
        """Remove what was not used for the longest time, and what was abandoned; not what was just stored."""
        files = sorted(self._files(), key=lambda file: file[2])
        too_much = sum(size for _, size, _ in files) - self.limit
        for path, size, used in files:
            if path.suffix == TEMPORARY and used < time.time() - _ABANDONED_SECONDS:
                _remove(path)
            elif too_much > 0 and path.suffix != TEMPORARY and path.stem != key:
                _remove(path)
                _remove(path.with_suffix(KNOWN))
                too_much -= size


_BINARY = getattr(os, "O_BINARY", 0)
_READ_FLAGS = os.O_RDONLY | _BINARY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@contextmanager
def _private_file(path: Path) -> Iterator[FileIO]:
    """The file, open for reading; BrokenEntry if others can write it or own it, or it is no file."""
    with FileIO(os.open(path, _READ_FLAGS), "r") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or not _is_private(status):
            raise BrokenEntry("others can write it or own it, or it is no file")
        yield file


def _is_private(status: os.stat_result) -> bool:
    """Whether nobody but this user, and the system's administrator, can write it."""
    if not hasattr(os, "geteuid"):
        return True
    return status.st_uid in (os.geteuid(), 0) and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _log(level: str, message: str) -> None:
    import logging  # 6 ms, and seldom needed

    getattr(logging.getLogger("prunir.cache"), level)(message)


# Where it is


def open_cache(wanted: bool | str | os.PathLike[str] = True) -> Cache | None:
    """The cache in the folder `wanted`, for True in the user's, for False none. PRUNIR_CACHE=0 turns all of them off.

    The user's is in `$PRUNIR_CACHE_DIR`, else `$XDG_CACHE_HOME/prunir`, else `~/.cache/prunir`.
    """
    if wanted is False or os.environ.get("PRUNIR_CACHE", "").lower() in ("0", "off", "false", "no"):
        return None
    folder = _user_folder() if wanted is True else Path(wanted)
    return None if folder is None else Cache(folder, _limit(os.environ.get("PRUNIR_CACHE_LIMIT", "")))


def _user_folder() -> Path | None:
    if own := os.environ.get("PRUNIR_CACHE_DIR"):
        return Path(own)
    common = os.environ.get("XDG_CACHE_HOME", "")
    if Path(common).is_absolute():  # the specification asks to ignore others
        return Path(common) / "prunir"
    try:
        return Path.home() / ".cache" / "prunir"
    except RuntimeError:  # a user without a home
        return None


def _limit(text: str) -> int:
    """`500M`, `4G`, or bytes; LIMIT for nothing."""
    if not text:
        return LIMIT
    match = re.fullmatch(r"(\d+)([KMG]?)", text.strip().upper())
    if match is None:
        raise PrunirError(f"PRUNIR_CACHE_LIMIT={text}: write a number of bytes, as 500M or 4G")
    return int(match[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[match[2]]
