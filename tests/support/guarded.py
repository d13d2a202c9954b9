"""Memory between two pages that nobody may touch: reading or writing one byte beyond it kills the process."""

from __future__ import annotations

import ctypes
import mmap

import numpy as np
from prunir.dialects.plan import ALIGNMENT

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
