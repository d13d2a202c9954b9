"""Files that the command lines read and write: tensors in, anything out, whole or not at all."""

from __future__ import annotations

import errno
import io
import os
import secrets
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ..errors import InputError


def write_whole(path: Path, content: bytes) -> None:
    """Write `path` so that a reader finds the old file or the whole new one, and an error leaves the old one."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():  # a pipe, a terminal: nothing to replace
        path.write_bytes(content)
        return
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
        temporary.replace(target)
    except OSError as error:  # name the file that was asked for
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        temporary.unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Raise OSError, naming `path`, where `write_whole` could not write it: to be told before long work, not after it."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not target.exists():
        write_whole(path, b"")
        target.unlink()
    elif target.is_file() and not (os.access(target, os.W_OK) and os.access(target.parent, os.W_OK)):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def read_inputs(texts: Sequence[str]) -> dict[str, np.ndarray]:
    """The arrays of `x=file.npy`, `x=file.npz` (the only array of it, or that called x) and `file.npz` (all, by name)."""
    arrays: dict[str, np.ndarray] = {}
    for text in texts:
        for name, array in _read_input(text).items():
            if name in arrays:
                raise InputError(f"input '{name}' is given twice")
            arrays[name] = array
    return arrays


def _read_input(text: str) -> Mapping[str, np.ndarray]:
    # A file name may hold `=`, and so may an input's: the last `=` behind which there is a file divides them.
    splits = [(text[:i], Path(text[i + 1 :])) for i, char in enumerate(text) if char == "="]
    name, path = next(
        (s for s in reversed(splits) if s[1].exists()), splits[-1] if splits else ("", Path(text))
    )
    found = _load(path)
    if isinstance(found, np.ndarray):
        if not name:
            raise InputError(f"{path}: which input is it? Write --input NAME={path}")
        return {name: found}
    if not name:
        return found
    if name not in found and len(found) != 1:
        raise InputError(f"{path}: it holds no array '{name}', but {', '.join(found) or 'none at all'}")
    return {name: found[name] if name in found else next(iter(found.values()))}


def _load(path: Path) -> np.ndarray | dict[str, np.ndarray]:
    try:
        with path.open("rb") as file:
            if not file.peek(6).startswith((b"\x93NUMPY", b"PK")):
                raise InputError(f"{path}: neither an .npy nor an .npz file")
            loaded = np.load(file, allow_pickle=False)
            return loaded if isinstance(loaded, np.ndarray) else dict(loaded)
    except (OSError, InputError):
        raise
    except Exception as error:  # broken headers, archives, compression: each raises what it likes
        raise InputError(f"{path}: a broken .npy or .npz file ({error})") from error


def npz_bytes(arrays: Mapping[str, np.ndarray]) -> bytes:
    """`arrays` as an .npz file; unlike `np.savez` it takes any name, `file` too."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                np.lib.format.write_array(file, array, allow_pickle=False)
    return buffer.getvalue()


def npy_bytes(array: np.ndarray) -> bytes:
    """`array` as an .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()
