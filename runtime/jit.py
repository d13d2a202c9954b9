"""From a module in xDSL's `llvm` dialect to machine code. (`loader` makes machine code callable, without xDSL.)

`compile_object` is deterministic: equal module text and target give equal bytes, so objects can be cached and compared.
The object's only entry is `prunir_run(ctx: ptr, tid: i64, nt: i64)`; it holds no addresses, and takes weights, arena and
tensors through `ctx`, an array of pointers.
"""

import re
from functools import cache
from pathlib import Path

from llvmlite import binding, ir
from xdsl.backend.llvm.convert import convert_module
from xdsl.dialects import llvm
from xdsl.dialects.builtin import ModuleOp

from ..errors import CodegenError
from ..targets import Target
from .loader import initialise_llvm

_OPTIMISATION_LEVEL = 3

_PROCESSOR_TAG = re.compile(r"\S.*; (x86_64|aarch64|elsewhere)$")
"""The end of a line of support.ll that is for one processor only."""


def compile_object(module: ModuleOp, target: Target) -> bytes:
    """Optimised machine code of an `llvm`-dialect module, as an object file's bytes."""
    optimised, machine = _optimise(module, target)
    return machine.emit_object(optimised)


def emit_llvm_ir(module: ModuleOp, target: Target, *, optimise: bool = True) -> str:
    """The module as LLVM IR text: as optimised for the target, or as translated."""
    return str(_optimise(module, target)[0]) if optimise else str(_translate(module, target))


def emit_assembly(module: ModuleOp, target: Target) -> str:
    """The module's optimised machine code as assembly text."""
    optimised, machine = _optimise(module, target)
    return machine.emit_assembly(optimised)


def _optimise(module: ModuleOp, target: Target) -> tuple[binding.ModuleRef, binding.TargetMachine]:
    machine = _target_machine(target)
    parsed = _parse(str(_translate(module, target)))
    if any(f.is_declaration and f.name.startswith("prunir_") for f in parsed.functions):
        parsed.link_in(_parse(_support_text(target)))
    parsed.triple = target.triple
    parsed.data_layout = str(machine.target_data)
    options = binding.create_pipeline_tuning_options(speed_level=_OPTIMISATION_LEVEL)
    options.loop_vectorization = True
    options.slp_vectorization = True
    builder = binding.create_pass_builder(machine, options)
    builder.getModulePassManager().run(parsed, builder)
    return parsed, machine


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
            _restore_attributes(op, translated.get_global(op.sym_name.data))
    return translated


def _refuse_special_access(op: llvm.LoadOp | llvm.StoreOp) -> None:
    ordering = op.ordering is not None and op.ordering.value.data != 0
    if ordering or not op.properties.keys().isdisjoint(("volatile_", "nontemporal")):
        raise CodegenError(
            f"'{op.name}' is atomic, volatile or non-temporal, which cannot be translated to LLVM IR"
        )


def _restore_attributes(op: llvm.FuncOp, function: ir.Function) -> None:
    function.attributes.add("nounwind")
    if op.no_inline is not None:
        function.attributes.add("noinline")
    if op.linkage.linkage.data == "internal":
        function.linkage = "internal"
    if op.passthrough is not None or op.optimize_none is not None:
        raise CodegenError(
            f"function '{op.sym_name.data}' has attributes that cannot be translated to LLVM IR"
        )


def _parse(text: str) -> binding.ModuleRef:
    """Parse and verify: LLVM's own passes abort the process on a broken module."""
    try:
        module = binding.parse_assembly(text)
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


@cache
def _target_machine(target: Target) -> binding.TargetMachine:
    initialise_llvm()
    return binding.Target.from_triple(target.triple).create_target_machine(
        cpu=target.cpu,
        features=target.features,
        opt=_OPTIMISATION_LEVEL,
        reloc="pic",
        codemodel="small",
    )
