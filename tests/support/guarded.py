"""Memory between two pages that nobody may touch: reading or writing one byte beyond it kills the process."""

from __future__ import annotations

import ctypes
import mmap
from collections.abc import Sequence
from math import prod

import numpy as np
from prunir.dialects.plan import ALIGNMENT
from prunir.runtime.loader import load
from prunir.runtime.session import Session
from prunir.runtime.team import team

PAGE = mmap.PAGESIZE
NO_ACCESS = 0
"""POSIX calls it PROT_NONE."""
_libc = ctypes.CDLL(None, use_errno=True)


def guarded(size: int, *, at_end: bool) -> np.ndarray:
    """`size` floats that begin right behind an untouchable page, or end right before one but for what 64-byte alignment leaves."""
    room = -(-size * 4 // PAGE) * PAGE
    memory = mmap.mmap(-1, room + 2 * PAGE)
    array = np.frombuffer(memory, np.uint8)
    for page in (0, PAGE + room):
        address = ctypes.c_void_p(array.ctypes.data + page)
        if _libc.mprotect(address, ctypes.c_size_t(PAGE), NO_ACCESS):
            raise OSError(ctypes.get_errno(), "mprotect")
    begin = PAGE + ((room - size * 4) // ALIGNMENT * ALIGNMENT if at_end else 0)
    return array[begin : begin + size * 4].view(np.float32)


def run_guarded(
    session: Session, inputs: Sequence[np.ndarray], threads: int, *, at_end: bool
) -> list[np.ndarray]:
    """The outputs of a network of f32 whose memory holds NaN before it runs, every buffer of it guarded."""
    arena, blob, barrier = (
        _filled(size, at_end) for size in (session.arena_bytes, session.blob.size, ALIGNMENT)
    )
    blob[: session.blob.size], barrier[...] = session.blob, 0
    arrays = [*inputs, *(np.full(value.shape, np.nan, value.dtype) for value in session.outputs)]
    tensors = [_filled(array.nbytes, at_end) for array in arrays]
    for tensor, array in zip(tensors, arrays, strict=True):
        tensor[: array.nbytes] = np.ravel(array).view(np.uint8)
    pointers = [buffer.ctypes.data for buffer in (arena, blob, barrier, *tensors)]
    context = (ctypes.c_void_p * len(pointers))(*pointers)
    entry, address = load(session.object_code), ctypes.addressof(context)
    team().run(lambda thread, count: entry(address, thread, count), threads)
    results = zip(tensors[len(inputs) :], session.outputs, strict=True)
    return [tensor.view(np.float32)[: prod(value.shape)].reshape(value.shape) for tensor, value in results]


def _filled(size: int, at_end: bool) -> np.ndarray:
    """That many bytes, rounded up to floats, full of NaN."""
    memory = guarded(-(-size // 4), at_end=at_end)
    memory[...] = np.nan
    return memory.view(np.uint8)
