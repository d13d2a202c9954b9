"""Runs passes over a module, watched by instruments, and reads pipelines from text."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, get_type_hints

from xdsl.context import Context
from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.utils.arg_spec import ArgSpec, ParameterListType, ParameterType
from xdsl.utils.arg_spec import parse_pipeline as parse_specs
from xdsl.utils.exceptions import ArgSpecParseError, DiagnosticException

from .diagnostics import IRError, error_location, error_message, verify
from .errors import PrunirError


class Instrument:
    """Watches a pipeline run. Override the hooks that you need; each gets the pass and the module as it is then."""

    def before(self, pass_: ModulePass, module: ModuleOp) -> None:
        """The pass is about to run."""

    def after(self, pass_: ModulePass, module: ModuleOp, seconds: float) -> None:
        """The pass ran for `seconds`, and the module verifies."""

    def changed(self, pass_: ModulePass, module: ModuleOp) -> None:
        """The pass changed the module. Comes before `after`; costs a copy of the module for each pass."""

    def failed(self, pass_: ModulePass, module: ModuleOp, error: Exception) -> None:
        """The pass, or the verifier after it, raised `error`; `module` is as the pass left it."""


def run_passes(
    ctx: Context,
    module: ModuleOp,
    passes: Sequence[ModulePass],
    *,
    instruments: Sequence[Instrument] = (),
    verify_each: bool = True,
) -> None:
    """Run `passes` over `module` in place. An error names the pass, and where it can the operation."""
    compare = any(type(i).changed is not Instrument.changed for i in instruments)
    for pass_ in passes:
        for instrument in instruments:
            instrument.before(pass_, module)
        old = module.clone() if compare else None
        seconds = _run_pass(ctx, module, pass_, instruments, verify_each)
        changed = old is not None and not module.is_structurally_equivalent(old)
        for instrument in reversed(instruments):
            if changed:
                instrument.changed(pass_, module)
            instrument.after(pass_, module, seconds)


def _run_pass(
    ctx: Context, module: ModuleOp, pass_: ModulePass, instruments: Sequence[Instrument], verify_each: bool
) -> float:
    where = "in"
    try:
        start = time.perf_counter()
        pass_.apply(ctx, module)
        seconds = time.perf_counter() - start
        where = "after"
        if verify_each:
            verify(module)
        return seconds
    except Exception as error:
        for instrument in reversed(instruments):
            instrument.failed(pass_, module, error)
        if not isinstance(error, (PrunirError, DiagnosticException)):
            error.add_note(f"{where} pass '{pass_.name}'")
            raise
        text = f"{error_message(error)} [{where} pass '{pass_.name}']"
        raise IRError(text, error_location(error)) from error


PassFactories = Mapping[str, Callable[[], type[ModulePass]]]


def parse_pipeline(text: str, passes: PassFactories, pipelines: Mapping[str, str]) -> list[ModulePass]:
    """The passes that `text` names, in xDSL's syntax: `p1,p2{k=v k2=a,b}`, where a name may be that of a pipeline.

    Beyond xDSL, blanks may follow a comma, and `eps=1e-5` and `density=1` are floats where the option is one.
    """
    return [_make_pass(spec, passes) for spec in _expand(text, passes, pipelines, ())]


def _expand(
    text: str, passes: PassFactories, pipelines: Mapping[str, str], outer: tuple[str, ...]
) -> Iterator[ArgSpec]:
    for spec in _parse_specs(text):
        if spec.name in outer:
            raise PrunirError(f"pipeline '{spec.name}' contains itself: {' > '.join((*outer, spec.name))}")
        if spec.name in pipelines:
            if spec.parameters:
                raise PrunirError(f"pipeline '{spec.name}' takes no options")
            yield from _expand(pipelines[spec.name], passes, pipelines, (*outer, spec.name))
        elif spec.name in passes:
            yield spec
        else:
            raise PrunirError(_unknown("pass", spec.name, [*passes, *pipelines]))


def _parse_specs(text: str) -> list[ArgSpec]:
    text = re.sub(r",\s+", ",", text.strip())
    try:
        return list(parse_specs(text))
    except ArgSpecParseError as error:
        reason = error_message(error)
    except RuntimeError:  # xDSL's lexer was asked for more after the end
        reason = "unexpected end"
    raise PrunirError(f"pipeline '{text}': {reason}")


def _make_pass(spec: ArgSpec, passes: PassFactories) -> ModulePass:
    factory = passes[spec.name]()
    options = {f.name: f for f in fields(factory) if f.init and f.name != "name"}
    hints = get_type_hints(factory)
    parameters: dict[str, ParameterListType] = {}
    for name, values in spec.normalize_parameter_names().parameters.items():
        if name not in options:
            has = f"it has {', '.join(options)}" if options else "it has none"
            raise PrunirError(_unknown(f"option of pass '{spec.name}'", name, list(options)) + f"; {has}")
        parameters[name] = tuple(_as_float(value, hints[name]) for value in values)
    try:
        return factory.from_pass_spec(ArgSpec(spec.name, parameters))
    except ValueError as error:
        raise PrunirError(f"pass '{spec.name}': {error}") from error


def _as_float(value: ParameterType, hint: Any) -> ParameterType:
    """`value` as the float it means, where the option takes floats and xDSL has read a string or an int."""
    kinds = set(re.findall(r"\w+", hint.__name__ if isinstance(hint, type) else str(hint)))
    read_as_other = (isinstance(value, str) and "str" not in kinds) or (
        type(value) is int and "int" not in kinds
    )
    if "float" not in kinds or not read_as_other:
        return value
    try:
        return float(value)
    except ValueError:
        return value


def _unknown(what: str, name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=3)
    return f"unknown {what}: '{name}'" + (
        f"; did you mean {' or '.join(repr(c) for c in close)}?" if close else ""
    )
