"""`prunir-opt`: xDSL's `xdsl-opt` with Prunir's dialects, passes, named pipelines, ONNX frontend and weight store.

Beyond `xdsl-opt` it watches the pass pipeline (`--print-ir-…`, `--time-passes`, `--pass-statistics`,
`--crash-reproducer`), checks `// expected-error` comments under `--verify-diagnostics`, and says what is wrong
with the input in one line: `file:line:col: error: …`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, NoReturn

from xdsl.dialects.builtin import ModuleOp
from xdsl.passes import ModulePass
from xdsl.utils.exceptions import DiagnosticException, ParseError, ShrinkException
from xdsl.xdsl_opt_main import xDSLOptMain

from ..diagnostics import parse_module, verify
from ..errors import PrunirError
from ..instruments import CrashReproducer, PassStatistics, PassTimes, PrintChangedIR, PrintIR
from ..pass_manager import Instrument, parse_pipeline, run_passes
from ..pipelines import PIPELINES
from ..universe import multiverse
from ._arguments import parse_shapes
from ._errors import run_tool
from ._expected_errors import check_errors

INPUT_ERRORS = (PrunirError, DiagnosticException, ParseError)
"""What the input can do wrong; `--verify-diagnostics` may expect these."""

_COMMENT_OR_BLANK = re.compile(r"\s*(//.*)?")


class PrunirOptMain(xDSLOptMain):
    """One run of the tool. Raises for an error of the input; `main` turns that into a line and an exit code."""

    def __init__(self, args: Sequence[str] | None = None):
        super().__init__("Prunir's modular optimizer driver", args)

    # What there is to choose from.

    def register_all_dialects(self) -> None:
        for name, factory in multiverse().all_dialects.items():
            self.ctx.register_dialect(name, factory)

    def register_all_passes(self) -> None:
        for name, factory in multiverse().all_passes.items():
            self.register_pass(name, factory)

    def register_all_targets(self) -> None:
        self.available_targets.update(multiverse().all_targets)

    def register_all_frontends(self) -> None:
        super().register_all_frontends()
        self.available_frontends["onnx"] = self._import_onnx

    def register_all_arguments(self, arg_parser: argparse.ArgumentParser) -> None:
        super().register_all_arguments(arg_parser)
        arg_parser.error = _usage_error
        about = "Besides, --verify-diagnostics checks the // expected-error {{text}} comments of the input."
        add = arg_parser.add_argument_group("prunir", about).add_argument
        add("--weights", metavar="FILE", help="safetensors file: binds weights by key, and gets the new ones")
        add(
            "--shape", metavar="INPUT=1x3x224x224", action="append", default=[], help="binds an input's shape"
        )
        add("--print-ir-before-all", action="store_true", help="print the IR before each pass, to stderr")
        add("--print-ir-after-all", action="store_true", help="print the IR after each pass, to stderr")
        add("--print-ir-after-change", action="store_true", help="the same, after passes that change it")
        add("--print-ir-after-failure", action="store_true", help="the same, after a pass that fails")
        add("--pass-statistics", action="store_true", help="print each pass's rewrites and operation counts")
        add(
            "--crash-reproducer", metavar="FILE", help="on failure, write the IR before the failing pass here"
        )
        add(
            "--verify-each",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="verify after each pass",
        )
        add("--list-pipelines", action="store_true", help="list the names of pipelines that -p accepts")
        add("--debug", action="store_true", help="show the Python traceback of an error")

    def setup_pipeline(self) -> None:
        self._weights = _WeightFile(Path(self.args.weights)) if self.args.weights else None
        self.passes = parse_pipeline(self.args.passes, self.available_passes, PIPELINES)
        self.times = PassTimes()
        self.statistics = PassStatistics()
        self.instruments = list(self._instruments(self.passes))

    def _instruments(self, passes: Sequence[ModulePass]) -> list[Instrument]:
        args = self.args
        style = {"generic": args.print_op_generic, "locations": args.print_debuginfo}
        chosen: list[tuple[bool, Instrument]] = [
            (args.print_ir_before_all, PrintIR(before_all=True, **style)),
            (args.print_ir_after_all, PrintIR(after_all=True, **style)),
            (args.print_between_passes, PrintIR(after_all=True, stream=sys.stdout, **style)),
            (args.print_ir_after_change, PrintChangedIR(**style)),
            (args.print_ir_after_failure, PrintIR(after_failure=True, **style)),
            (args.pass_statistics, self.statistics),
            (args.time_passes, self.times),
        ]
        if args.crash_reproducer:
            options = ["--allow-unregistered-dialect"] if args.allow_unregistered_dialect else []
            chosen.append((True, CrashReproducer(Path(args.crash_reproducer), passes, options)))
        return [instrument for wanted, instrument in chosen if wanted]

    def _reproducing_options(self) -> list[str]:
        weights = [f"--weights {self.args.weights}"] if self.args.weights else []
        return [*weights, *(["--allow-unregistered-dialect"] if self.args.allow_unregistered_dialect else [])]

    # The run.

    def run(self) -> None:
        if self.args.list_pipelines:
            print("\n".join(f"{name}: {passes}" for name, passes in PIPELINES.items()))
            return
        try:
            chunks, frontend = self.prepare_input()
        except ValueError as error:
            raise PrunirError(f"{self.get_input_name()}: {error}") from error
        results = [self._run_chunk(stream, frontend, offset) for stream, offset in chunks]
        self._write("// -----\n".join(output for output, _ in results if output))
        self._report()
        if self._weights is not None:
            self._weights.save()
        if problems := [problem for _, found in results for problem in found]:
            print("\n".join(problems), file=sys.stderr)
            sys.exit(1)

    def _run_chunk(self, stream: IO[bytes], frontend: str, offset: int) -> tuple[str, list[str]]:
        """The output for one chunk of the input, and what is wrong with the errors it expects."""
        with stream:
            if not self.args.verify_diagnostics:
                return self._process(stream, frontend, offset), []
            source = stream.read()
        output, error = "", None
        try:
            output = self._process(BytesIO(source), frontend, offset)
        except INPUT_ERRORS as found:
            error = found
        return output, check_errors(self.get_input_name(), source.decode(errors="replace"), offset + 1, error)

    def _process(self, stream: IO[bytes], frontend: str, offset: int) -> str:
        try:
            module = self.parse_chunk(stream, frontend, offset)
        except ParseError as error:
            if self.args.parsing_diagnostics:
                return f"{error}\n"
            raise
        if module is None:
            return ""
        self.apply_passes(module)
        return self.output_resulting_program(module)

    def parse_chunk(self, chunk: IO[bytes], file_extension: str, start_offset: int = 0) -> ModuleOp | None:
        if file_extension == "mlir":
            module = self._parse_mlir(chunk.read(), start_offset)
        else:
            module = super().parse_chunk(chunk, file_extension, start_offset)
        if module is not None and self._weights is not None:
            self._weights.bind(module)
        return module

    def _parse_mlir(self, source: bytes, offset: int) -> ModuleOp | None:
        try:
            text = source.decode()
        except UnicodeDecodeError as error:
            raise PrunirError(f"{self.get_input_name()}: not UTF-8 text ({error.reason})") from error
        if self.args.split_input_file and all(
            _COMMENT_OR_BLANK.fullmatch(line) for line in text.splitlines()
        ):
            return None  # a chunk with nothing but the RUN line
        implicit = not self.args.no_implicit_module
        return parse_module(
            self.ctx, text, self.get_input_name(), first_line=offset + 1, implicit_module=implicit
        )

    def _import_onnx(self, stream: IO[bytes]) -> ModuleOp:
        from ..frontends.onnx import import_model  # loads onnx

        source = self.args.input_file or stream.read()
        return import_model(source, input_shapes=parse_shapes(self.args.shape))

    def apply_passes(self, prog: ModuleOp) -> None:
        if not self.args.disable_verify:
            verify(prog)
        verify_each = self.args.verify_each and not self.args.disable_verify
        run_passes(self.ctx, prog, self.passes, instruments=self.instruments, verify_each=verify_each)
        if self._weights is not None:
            self._weights.collect(prog)

    def _write(self, text: str) -> None:
        if self.args.output_file is None:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            Path(self.args.output_file).write_text(text, encoding="utf-8")

    def _report(self) -> None:
        for wanted, report in (
            (self.args.pass_statistics, self.statistics.report),
            (self.args.time_passes, self.times.report),
        ):
            if wanted:
                print(report(), file=sys.stderr)


class _WeightFile:
    """The safetensors file of `--weights`: binds what the input names, keeps what the passes make."""

    def __init__(self, path: Path):
        from ..weights import WeightStore  # loads numpy

        self.path = path
        self.arrays = dict(WeightStore.open(path)) if path.exists() else {}
        self.known = set(self.arrays)

    def bind(self, module: ModuleOp) -> None:
        from ..passes._weights import bind_weights

        bind_weights(module, self.arrays)

    def collect(self, module: ModuleOp) -> None:
        from ..passes._weights import collect_weights

        self.arrays.update(collect_weights(module))

    def save(self) -> None:
        from ..weights import WeightStore

        if set(self.arrays) != self.known:
            WeightStore(self.arrays).save(self.path)


def _usage_error(message: str) -> NoReturn:
    raise PrunirError(f"{message}; see prunir-opt --help")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the tool; the exit code. Errors are one line on standard error."""
    arguments = sys.argv[1:] if argv is None else argv
    return run_tool(lambda: _run(arguments), debug="--debug" in arguments)


def _run(arguments: Sequence[str]) -> int:
    tool = PrunirOptMain(arguments)
    try:
        tool.run()
    except ShrinkException:
        if not tool.args.shrink:
            raise
        print("Success, can shrink")
        return 0
    if tool.args.shrink:
        print("Failure, can't shrink")
    return int(tool.args.shrink)


if __name__ == "__main__":
    sys.exit(main())
