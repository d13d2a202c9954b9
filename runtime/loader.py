"""From object code to a function that Python can call."""

import ctypes
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from llvmlite import binding

from ..errors import CodegenError
from ..targets import host
from . import archive

ENTRY_POINT = "prunir_run"
"""The symbol that every compiled network exports: `prunir_run(ctx: ptr, tid: i64, nt: i64)`."""

_ENTRY_TYPE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64)

_library_numbers = itertools.count()


@dataclass(frozen=True)
class Entry:
    """A loaded object's entry point. The machine code lives as long as this does."""

    function: Callable[[int, int, int], None]
    """`function(ctx, thread, threads)`; releases the interpreter lock while it runs."""
    owner: object
    """Keeps the machine code in memory."""

    def __call__(self, context: int, thread: int, threads: int) -> None:
        """Run one thread's share; `context` is the address of the pointer array."""
        self.function(context, thread, threads)


def load(object_code: bytes) -> Entry:
    """Put an object file's code into this process.

    Raises CodegenError where the bytes are not an object for this machine, or lack the entry point.
    """
    initialise_llvm()
    library = binding.JITLibraryBuilder().add_current_process()
    for member in archive.split(object_code):
        _check_architecture(member)
        library.add_object_img(member)
    try:
        tracker = library.export_symbol(ENTRY_POINT).link(_linker(), f"network{next(_library_numbers)}")
    except RuntimeError as error:
        raise CodegenError(f"object code cannot be loaded: {error}") from error
    return Entry(_ENTRY_TYPE(tracker[ENTRY_POINT]), tracker)


_ELF_MACHINES = {62: "x86_64", 183: "aarch64", 243: "riscv64"}
"""Architectures by their number in an ELF header."""


def _check_architecture(object_code: bytes) -> None:
    """LLVM links an object for another processor without a word, and crashes when it is called."""
    if not object_code.startswith(b"\x7fELF"):
        return
    made_for = _ELF_MACHINES.get(int.from_bytes(object_code[18:20], "little"), "an unknown processor")
    if made_for != host().architecture:
        raise CodegenError(f"object code was made for {made_for}, this process runs on {host().architecture}")


@cache
def _linker() -> binding.LLJIT:
    return binding.create_lljit_compiler()


@cache
def initialise_llvm() -> None:
    """Make LLVM ready for every processor that llvmlite carries; cheap after the first time."""
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    binding.initialize_native_asmparser()
