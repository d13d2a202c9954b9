"""From a module in xDSL's `llvm` dialect to machine code. (`loader` makes machine code callable, without xDSL.)

`compile_object` is deterministic: equal module text and target give equal bytes, so objects can be cached and compared.
The object's only entry is `prunir_run(ctx: ptr, tid: i64, nt: i64)`; it holds no addresses, and takes weights, arena and
tensors through `ctx`, an array of pointers.

Kernels are independent of each other, so LLVM gets a large module in parts, all of them at once, as many as there are processors. What
the parts are depends on the module alone.
"""

import ctypes
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from llvmlite import binding, ir
from llvmlite.binding import ffi
from xdsl.backend.llvm.convert import convert_module
from xdsl.dialects import llvm
from xdsl.dialects.builtin import ModuleOp

from ..errors import CodegenError
from ..targets import Target, usable_processors
from . import archive
from .loader import initialise_llvm

_OPTIMISATION_LEVEL = 3

_PART = 64 << 10
"""Characters of LLVM IR that are worth a thread: some 40 ms."""

_PROCESSOR_TAG = re.compile(r"\S.*; (x86_64|aarch64|elsewhere)$")
"""The end of a line of support.ll that is for one processor only."""

Answer = TypeVar("Answer")


def compile_object(module: ModuleOp, target: Target) -> bytes:
    """Optimised machine code of an `llvm`-dialect module: an object file, or for a large one a static library of several."""
    return archive.join(_each_part(module, target, _Part.object_code))


def emit_llvm_ir(module: ModuleOp, target: Target, *, optimise: bool = True) -> str:
    """The module as LLVM IR text: as optimised for the target, part after part, or as translated."""
    if not optimise:
        return str(_translate(module, target))
    return "\n".join(_each_part(module, target, lambda part: str(part.module)))


def emit_assembly(module: ModuleOp, target: Target) -> str:
    """The module's optimised machine code as assembly text, part after part."""
    return "\n".join(_each_part(module, target, _Part.assembly))


def _each_part(module: ModuleOp, target: Target, answer: Callable[["_Part"], Answer]) -> list[Answer]:
    """What `answer` says of every part, optimised."""
    texts = _parts(module, _translate(module, target))
    with ThreadPoolExecutor(min(len(texts), len(usable_processors()))) as threads:
        return list(threads.map(lambda text: answer(_Part(text, target)), texts))


def _parts(module: ModuleOp, translated: ir.Module) -> Sequence[str]:
    """LLVM IR of the module in parts: everything but the kernels, then the kernels, in groups of about equal length.

    What a part does not define, it declares; so what was internal becomes hidden, if other parts call it.
    """
    functions = [op for op in module.ops if isinstance(op, llvm.FuncOp)]
    kernels = {op.sym_name.data for op in functions if op.no_inline is not None}
    texts = {name: str(value) for name, value in translated.globals.items()}
    has_data = any(isinstance(value, ir.GlobalVariable) for value in translated.globals.values())
    if has_data or sum(map(len, texts.values())) < 2 * _PART:
        return [str(translated)]
    rest = [name for name in texts if name not in kernels]
    called = {name for name in rest if any(f'@"{name}"' in texts[kernel] for kernel in kernels)}
    for name in kernels | called:
        texts[name] = texts[name].replace("define internal", "define hidden", 1)
    declared = {
        name: texts[name].split("\n", 1)[0].replace("define", "declare", 1) for name in kernels | called
    }
    groups = [rest, *_groups(texts, kernels)]
    return ["\n".join((declared | {name: texts[name] for name in group}).values()) for group in groups]


def _groups(texts: dict[str, str], kernels: set[str]) -> list[list[str]]:
    groups: list[list[str]] = []
    size = _PART
    for name in (name for name in texts if name in kernels):
        if size >= _PART:
            groups.append([])
            size = 0
        groups[-1].append(name)
        size += len(texts[name])
    return groups


class _Part:
    """Some LLVM IR, optimised for a target. Parts share nothing, so threads can make them at the same time."""

    def __init__(self, text: str, target: Target):
        context, self._machine = binding.create_context(), _target_machine(target)
        self.module = _parse(text, context)
        if any(f.is_declaration and f.name.startswith("prunir_") for f in self.module.functions):
            self.module.link_in(_parse(_support_text(target), context))
        self.module.triple = target.triple
        self.module.data_layout = str(self._machine.target_data)
        options = binding.create_pipeline_tuning_options(speed_level=_OPTIMISATION_LEVEL)
        options.loop_vectorization = True
        options.slp_vectorization = True
        builder = binding.create_pass_builder(self._machine, options)
        _unlocked("LLVMPY_RunNewModulePassManager")(builder.getModulePassManager(), self.module, builder)

    def object_code(self) -> bytes:
        with ffi.OutputString() as error:
            buffer = _unlocked("LLVMPY_TargetMachineEmitToMemory")(self._machine, self.module, 1, error)
            if not buffer:
                raise CodegenError(f"LLVM cannot write an object: {error}")
        try:
            return ctypes.string_at(
                ffi.lib.LLVMPY_GetBufferStart(buffer), ffi.lib.LLVMPY_GetBufferSize(buffer)
            )
        finally:
            ffi.lib.LLVMPY_DisposeMemoryBuffer(buffer)

    def assembly(self) -> str:
        return self._machine.emit_assembly(self.module)


def _unlocked(name: str) -> Any:
    """A function of llvmlite's library without the lock that llvmlite takes for every call: LLVM allows calls at the same time on
    what belongs to different contexts."""
    locked = getattr(ffi.lib, name)
    function = getattr(_library(), name)
    function.argtypes, function.restype = locked.argtypes, locked.restype
    return function


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(ffi.lib._name)  # pyright: ignore[reportPrivateUsage]


def _translate(module: ModuleOp, target: Target) -> ir.Module:
    """To llvmlite's IR, with the linkage and attributes of functions that xDSL's translation leaves out.

    What else it leaves out without a word is refused.
    """
    for op in module.walk():
        if isinstance(op, llvm.LoadOp | llvm.StoreOp):
            _refuse_special_access(op)
    try:
        translated = convert_module(module, fallback_target_triple=target.triple)
    except NotImplementedError as error:
        raise CodegenError(f"not translatable to LLVM IR: {error}") from error
    for op in module.ops:
        if isinstance(op, llvm.FuncOp):
            _restore_attributes(op, translated.get_global(op.sym_name.data), target)
    return translated


def _refuse_special_access(op: llvm.LoadOp | llvm.StoreOp) -> None:
    ordering = op.ordering is not None and op.ordering.value.data != 0
    if ordering or not op.properties.keys().isdisjoint(("volatile_", "nontemporal")):
        raise CodegenError(
            f"'{op.name}' is atomic, volatile or non-temporal, which cannot be translated to LLVM IR"
        )


def _restore_attributes(op: llvm.FuncOp, function: ir.Function, target: Target) -> None:
    function.attributes.add("nounwind")
    if op.no_inline is not None:
        function.attributes.add("noinline")
        # What finds no register lies on the stack. LLVM aligns that to whole vectors only where it is told to: else every one of them
        # may lie in two cache lines. 5×5 depthwise convolutions, whose 25 weights do not fit, are 1.3 × as fast with it.
        function.attributes.alignstack = max(target.vector_bytes, 16)
    if op.linkage.linkage.data == "internal":
        function.linkage = "internal"
    if op.passthrough is not None or op.optimize_none is not None:
        raise CodegenError(
            f"function '{op.sym_name.data}' has attributes that cannot be translated to LLVM IR"
        )


def _parse(text: str, context: binding.ContextRef) -> binding.ModuleRef:
    """Parse and verify: LLVM's own passes abort the process on a broken module."""
    try:
        module = binding.parse_assembly(text, context)
        module.verify()
    except RuntimeError as error:
        raise CodegenError(f"invalid LLVM IR: {error}") from error
    return module


def _support_text(target: Target) -> str:
    """What compiled networks call, without the lines for other processors."""
    lines = (Path(__file__).parent / "support.ll").read_text(encoding="utf-8").splitlines()
    own = target.architecture if target.architecture in ("x86_64", "aarch64") else "elsewhere"
    tags = [_PROCESSOR_TAG.search(line) for line in lines]
    return "\n".join(line for line, tag in zip(lines, tags, strict=True) if tag is None or tag[1] == own)


def _target_machine(target: Target) -> binding.TargetMachine:
    initialise_llvm()
    return binding.Target.from_triple(target.triple).create_target_machine(
        cpu=target.cpu,
        features=target.features,
        opt=_OPTIMISATION_LEVEL,
        reloc="pic",
        codemodel="small",
    )
