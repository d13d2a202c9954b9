"""Instruments for the pass manager: print the IR, time passes, count what they do, reproduce a failure."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import TextIO

from xdsl.dialects.builtin import DenseIntOrFPElementsAttr, ModuleOp
from xdsl.ir import Attribute
from xdsl.passes import ModulePass
from xdsl.printer import Printer

from .pass_manager import Instrument
from .passes._rewriting import count_rewrites

ELIDE_ABOVE = 64
"""Tables with more elements than this are not shown in full while a pipeline is watched."""


class _ElidingPrinter(Printer):
    """Prints a large table as MLIR does, `dense_resource<__elided__>`, in a fraction of the time."""

    def print_attribute(self, attribute: Attribute) -> None:
        if isinstance(attribute, DenseIntOrFPElementsAttr) and prod(attribute.get_shape()) > ELIDE_ABOVE:
            self.print_string("dense_resource<__elided__> : ")
            self.print_attribute(attribute.type)
        else:
            super().print_attribute(attribute)


def print_ir(
    module: ModuleOp, stream: TextIO, *, generic: bool = False, locations: bool = False, elide: bool = False
) -> None:
    """Print `module` and a newline. Weights stand in the text as their keys; `elide` leaves out other large tables."""
    printer = (_ElidingPrinter if elide else Printer)(
        stream=stream, print_generic_format=generic, print_debuginfo=locations
    )
    printer.print_op(module)
    print(file=stream, flush=True)


@dataclass
class PrintIR(Instrument):
    """Prints the module around passes, to standard error unless told otherwise."""

    before_all: bool = False
    after_all: bool = False
    after_failure: bool = False
    stream: TextIO | None = None
    generic: bool = False
    locations: bool = False

    def before(self, pass_: ModulePass, module: ModuleOp) -> None:
        if self.before_all:
            self.dump(f"before {pass_.name}", module)

    def after(self, pass_: ModulePass, module: ModuleOp, seconds: float) -> None:
        if self.after_all:
            self.dump(f"after {pass_.name}", module)

    def failed(self, pass_: ModulePass, module: ModuleOp, error: Exception) -> None:
        if self.after_failure:
            self.dump(f"after {pass_.name} failed", module)

    def dump(self, when: str, module: ModuleOp) -> None:
        stream = self.stream or sys.stderr
        print(f"// -----// IR {when} //----- //", file=stream)
        # What a failed pass left may not have a custom form: its operations can lack operands and attributes.
        generic = self.generic or when.endswith("failed")
        print_ir(module, stream, generic=generic, locations=self.locations, elide=True)


class PrintChangedIR(PrintIR):
    """Prints the module after each pass that changed it."""

    def changed(self, pass_: ModulePass, module: ModuleOp) -> None:
        self.dump(f"after {pass_.name}", module)


@dataclass
class PassTimes(Instrument):
    """Collects the seconds that each pass took, verification not included."""

    times: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])

    def after(self, pass_: ModulePass, module: ModuleOp, seconds: float) -> None:
        self.times.append((pass_.name, seconds))

    def report(self) -> str:
        total = sum(seconds for _, seconds in self.times)
        rows = [*self.times, ("total", total)]
        width = max(len(name) for name, _ in rows)
        share = 100 / total if total else 0.0
        lines = [f"{name:{width}}  {sec * 1000:10.2f} ms  {sec * share:5.1f} %" for name, sec in rows]
        return "\n".join(["// pass times", *(f"// {line}" for line in lines)])


@dataclass
class PassStatistics(Instrument):
    """Collects, for each pass, the rewrites of each pattern and the operations that came and went."""

    lines: list[str] = field(default_factory=list[str])
    _old: Counter[str] = field(default_factory=Counter[str])
    _counting: ExitStack = field(default_factory=ExitStack)
    _rewrites: Counter[str] = field(default_factory=Counter[str])

    def before(self, pass_: ModulePass, module: ModuleOp) -> None:
        self._old = count_operations(module)
        self._rewrites = self._counting.enter_context(count_rewrites())

    def after(self, pass_: ModulePass, module: ModuleOp, seconds: float) -> None:
        self._counting.close()
        new = count_operations(module)
        self.lines.append(f"{pass_.name}: {self._old.total()} -> {new.total()} operations")
        self.lines += [f"  {name}: {count} rewrites" for name, count in sorted(self._rewrites.items())]
        changes = {name: new[name] - self._old[name] for name in sorted(new | self._old)}
        self.lines += [f"  {name}: {change:+d}" for name, change in changes.items() if change]

    def failed(self, pass_: ModulePass, module: ModuleOp, error: Exception) -> None:
        self._counting.close()

    def report(self) -> str:
        return "\n".join(["// pass statistics", *(f"// {line}" for line in self.lines)])


def count_operations(module: ModuleOp) -> Counter[str]:
    """How often each operation occurs in `module`, by name."""
    return Counter(op.name for op in module.walk())


@dataclass
class CrashReproducer(Instrument):
    """Writes, when a pass fails, a lit file with the IR before it and the RUN line that fails, and beside it the weights."""

    path: Path
    passes: Sequence[ModulePass]
    options: Sequence[str] = ()
    _done: int = 0
    _module: ModuleOp | None = None

    def before(self, pass_: ModulePass, module: ModuleOp) -> None:
        self._module = module.clone()

    def after(self, pass_: ModulePass, module: ModuleOp, seconds: float) -> None:
        self._done = (self._done + 1) % len(self.passes)

    def failed(self, pass_: ModulePass, module: ModuleOp, error: Exception) -> None:
        assert self._module is not None
        pipeline = ",".join(str(p) for p in self.passes[self._done :])
        command = " ".join(
            ["prunir-opt %s", *self.options, *self._save_weights(self._module), f"-p '{pipeline}'"]
        )
        with self.path.open("w", encoding="utf-8") as file:
            print(f"// RUN: {command}", file=file)
            print_ir(self._module, file)

    def _save_weights(self, module: ModuleOp) -> list[str]:
        from .passes._weights import collect_weights  # loads numpy

        store = collect_weights(module)
        if not store:
            return []
        file = self.path.with_suffix(".safetensors")
        store.save(file)
        return [f"--weights %S/{file.name}"]
