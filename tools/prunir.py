"""`prunir compile|run|prune|inspect|bench|profile|plan|tune|cache`: models in, answers out. Each command is a module of `commands`, loaded when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from ._errors import run_tool

EMITTED = ("import", "nn", "pconv", "plan", "loops", "llvm", "llvm-ir", "asm", "obj", "blob")
"""What `compile --emit` can write: the levels of IR, then what LLVM makes of the last, and the weights."""

PRUNING = ("patterns", "entries", "group", "connectivity", "sparsity_1x1", "fc", "fc_group", "balanced")
"""Options of `prune` that `--pipeline` takes the place of."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """A wrong command line is one line, and exit code 2."""
        print(f"error: {message}; see {self.prog} --help", file=sys.stderr)
        sys.exit(2)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # only now: it takes longer than all of --help

        print(f"prunir {version('prunir')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="prunir", description="Compile pattern-pruned neural networks for this CPU.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for add in (
        _add_compile,
        _add_run,
        _add_prune,
        _add_inspect,
        _add_bench,
        _add_profile,
        _add_plan,
        _add_tune,
        _add_cache,
    ):
        command = add(commands)
        if add is not _add_bench:
            command.add_argument("--json", action="store_true", help="print the report as JSON")
        command.add_argument("--debug", action="store_true", help="show the Python traceback of an error")
    return parser


def _add_command(commands: argparse._SubParsersAction[_Parser], name: str, summary: str) -> _Parser:  # pyright: ignore
    command = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    command.add_argument("model", help="ONNX file")
    _add_shape(command)
    return command


def _add_shape(command: _Parser) -> None:
    command.add_argument(
        "--shape",
        metavar="INPUT=1x3x224x224",
        action="append",
        default=[],
        help="the shape of an input whose dimensions the model leaves open",
    )


def _add_pipeline(command: _Parser) -> None:
    command.add_argument(
        "--pipeline", metavar="PASSES", help="passes to run before planning, as for prunir-opt -p"
    )


def _add_threads(command: _Parser) -> None:
    command.add_argument(
        "--threads", type=_positive, default=1, metavar="N", help="threads of a run (default 1)"
    )


def _add_rounds(command: _Parser, default: int, timed: str) -> None:
    command.add_argument(
        "--rounds", metavar="N", type=_positive, default=default, help=f"{timed} (default {default})"
    )


def _add_compilation(command: _Parser) -> None:
    _add_pipeline(command)
    _add_threads(command)
    command.add_argument(
        "--no-cache", dest="cache", action="store_false", help="compile, even what was compiled before"
    )


def _add_compile(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    command = _add_command(commands, "compile", "compile a model, and write any stage of it")
    _add_compilation(command)
    command.add_argument(
        "--emit",
        metavar="WHAT",
        type=_emitted,
        default=(),
        help=f"what to write, divided by commas: {', '.join(EMITTED)}, or all; without -o to standard output",
    )
    command.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="a folder, or a file for one --emit; without --emit: object, weights and their description",
    )
    command.add_argument(
        "--locations", action="store_true", help="print each operation's ONNX node in the IR"
    )
    return command


def _add_run(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    command = _add_command(commands, "run", "compile a model and run it")
    _add_compilation(command)
    add = command.add_argument
    add(
        "--input",
        metavar="NAME=FILE.npy",
        action="append",
        default=[],
        help="an input; FILE.npz gives several",
    )
    add("--random", metavar="SEED", type=int, help="fill the other inputs with normal values")
    add("--output", metavar="FILE", help="write the outputs: .npz, or .npy for a single one")
    add("--top", metavar="K", type=_positive, default=5, help="show the K largest scores (default 5)")
    add("--repeat", metavar="N", type=_positive, help="time N runs, after one that does not count")
    return command


def _add_prune(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    command = _add_command(commands, "prune", "prune a model in one shot, and write it as ONNX")
    add = command.add_argument
    add("-o", "--output", metavar="FILE", required=True, help="the ONNX file to write; only weights change")
    add("--patterns", type=_positive, metavar="N", help="kernel patterns to choose from (default 8)")
    add(
        "--entries",
        type=_positive,
        metavar="N",
        help="entries that a pattern keeps of a 3×3 kernel (default 4)",
    )
    add("--group", type=_positive, metavar="G", help="consecutive filters that share patterns (default 1)")
    add("--connectivity", type=_rate, metavar="RATE", help="kernels for each that stays (default 3.6)")
    add("--sparsity-1x1", type=_rate, metavar="RATE", help="1×1 weights for each that stays (default 3.6)")
    add(
        "--fc",
        type=_rate,
        metavar="RATE",
        help="fully connected weights for each that stays (default 1: all)",
    )
    add("--fc-group", type=_positive, metavar="G", help="consecutive outputs that share inputs (default 16)")
    add("--balanced", action="store_true", default=None, help="prune every filter alike")
    add("--pipeline", metavar="PASSES", help="passes to run instead, as for prunir-opt -p")
    return command


def _add_inspect(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    command = _add_command(commands, "inspect", "show a model's layers, their sparsity and their kernels")
    _add_pipeline(command)
    add = command.add_argument
    add(
        "--plan",
        action="store_true",
        help="show which kernel was chosen for each layer, why, and predicted times",
    )
    add("--measure", action="store_true", help="the same, with measured times beside the predicted ones")
    return command


def _add_bench(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    command = commands.add_parser(
        "bench",
        help="measure models beside other engines",
        description="Measure models on Prunir, as they are and pruned, beside other engines on the models as they are.",
    )
    add = command.add_argument
    add("model", nargs="+", help="ONNX file, or the name of a built network, as resnet50")
    add(
        "--against",
        metavar="ENGINES",
        type=_words,
        default=("onnxruntime",),
        help="other engines, divided by commas: onnxruntime (the default), openvino, mnn, or none",
    )
    add("--pruned", metavar="FILE", action="append", default=[], help="the model pruned; any number of times")
    add(
        "--prune",
        metavar="PASSES",
        action="append",
        default=[],
        help="prune it in one shot with a pipeline, as prune-8; any number of times",
    )
    add("--threads", metavar="N,…", type=_counts, default=(1,), help="numbers of threads (default 1)")
    _add_rounds(command, 20, "timed runs of each engine")
    _add_pipeline(command)
    _add_shape(command)
    add(
        "--layers",
        action="store_true",
        help="show Prunir's layers, and how near they are to the machine's limits",
    )
    add("--json", metavar="FILE", help="write everything that was measured; - for standard output")
    return command


def _add_profile(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    command = _add_command(commands, "profile", "show where the time goes, as a table, a trace and pictures")
    _add_pipeline(command)
    add = command.add_argument
    add(
        "--prune",
        metavar="PASSES",
        action="append",
        default=[],
        help="beside it, the model pruned in one shot with a pipeline, as prune-8; any number of times",
    )
    _add_threads(command)
    _add_rounds(command, 20, "timed runs")
    add("--trace", metavar="FILE", help="write a run as a trace for chrome://tracing or ui.perfetto.dev")
    add("--roofline", metavar="FILE", help="draw the layers beneath the machine's limits, as .svg or .png")
    add("--bars", metavar="FILE", help="draw every layer's time, as .svg or .png")
    return command


def _add_plan(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    command = _add_command(
        commands, "plan", "measure how fast each layer would be if it were pruned, before any training"
    )
    add = command.add_argument
    add("--scheme", choices=("pattern", "block-punched"), default="pattern", help="default pattern")
    add(
        "--groups",
        metavar="G,…",
        type=_counts,
        default=(1, 4, 8, 16),
        help="numbers of filters that are pruned alike (default 1,4,8,16)",
    )
    add(
        "--rates",
        metavar="RATE,…",
        type=_rates,
        default=(1, 2, 3.6, 8, 16),
        help="kernels, of 1×1 layers weights, for each that stays (default 1,2,3.6,8,16)",
    )
    _add_threads(command)
    _add_rounds(command, 10, "timed runs of each")
    add("--csv", metavar="FILE", help="write a row for each layer and way to prune it, as they are measured")
    add("--plot", metavar="FILE", help="draw how many times faster each layer is, as .svg or .png")
    return command


def _add_tune(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    command = _add_command(commands, "tune", "find the fastest schedule of every layer by measurement")
    _add_pipeline(command)
    add = command.add_argument
    add("--prune", metavar="PASSES", help="tune the model pruned in one shot with a pipeline, as prune-8")
    _add_threads(command)
    add(
        "--trials",
        metavar="N",
        type=_positive,
        default=16,
        help="schedules of each layer, the best predicted ones (default 16)",
    )
    _add_rounds(command, 10, "timed runs of each")
    add("--database", metavar="FILE", help="where to keep what was measured; by default where compile looks")
    return command


def _add_cache(commands: argparse._SubParsersAction[_Parser]) -> _Parser:  # pyright: ignore
    summary = "show what is kept of compiled models, or remove it"
    command = commands.add_parser("cache", help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    command.add_argument("--clear", action="store_true", help="remove everything")
    return command


def _words(text: str) -> tuple[str, ...]:
    """`a,b`; nothing for `none`."""
    return () if text == "none" else tuple(dict.fromkeys(text.split(",")))


def _counts(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(_positive(part) for part in text.split(",")))


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0
    if not 1 <= rate < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of at least 1")
    return rate


def _rates(text: str) -> tuple[float, ...]:
    return tuple(dict.fromkeys(_rate(part) for part in text.split(",")))


def _emitted(text: str) -> tuple[str, ...]:
    wanted = EMITTED if text == "all" else tuple(text.split(","))
    for name in wanted:
        if name not in EMITTED:
            raise argparse.ArgumentTypeError(f"'{name}' is none of {', '.join(EMITTED)}, all")
    return wanted


def _check(arguments: argparse.Namespace, parser: argparse.ArgumentParser) -> None:
    """What argparse cannot say about arguments that exclude each other."""
    if arguments.command == "compile" and not arguments.output and arguments.emit:
        if len(arguments.emit) > 1:
            parser.error("several --emit need a folder: -o FOLDER")
        if arguments.json:
            parser.error("--json takes standard output, so --emit needs -o")
    if arguments.command == "prune" and arguments.pipeline is not None:
        given = [name for name in PRUNING if getattr(arguments, name) is not None]
        if given:
            parser.error(f"--pipeline says all, so --{given[0].replace('_', '-')} cannot be given too")
    if arguments.command == "bench" and arguments.pruned and len(arguments.model) > 1:
        parser.error("--pruned belongs to one model, and several are given")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the tool; the exit code: 0, 1 for an error, 2 for a wrong command line, 130 when interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without × gets ? instead of an error
            stream.reconfigure(errors="replace")  # pyright: ignore
    parser = _parser()
    try:
        arguments, unknown = parser.parse_known_args(argv)
        parser.prog = f"{parser.prog} {arguments.command}"  # whose --help the errors below name
        if unknown:
            parser.error(f"unrecognized arguments: {' '.join(unknown)}")
        _check(arguments, parser)
    except SystemExit as end:  # help, or a wrong command line
        return int(end.code or 0)
    model = getattr(arguments, "model", None)
    model = model if isinstance(model, str) else None
    return run_tool(lambda: _run(arguments), debug=arguments.debug, model=model)


def _run(arguments: argparse.Namespace) -> int:
    import_module(f".commands.{arguments.command}", __package__).run(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
