"""Compile a pattern-pruned network, watch it on its way down to machine code, and hold its answers against ONNX Runtime's.

    python3 dev.py demo

Everything it needs lies beside this file. The exit code is 1 when an answer differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import prod
from pathlib import Path

import numpy as np
import onnxruntime
from excerpts import Excerpts
from pictures import picture, side_by_side
from prunir.bench.measure import Timing, measure
from prunir.compiler import STAGES, CompiledSession, compile
from prunir.inspection import Inspection, Inspector
from prunir.targets import host
from prunir.tools.tables import bytes_text, count_text, layer_table, plain_table
from rich.console import Console
from rich.highlighter import RegexHighlighter
from rich.live import Live
from rich.padding import Padding
from rich.progress import Progress
from rich.table import Table
from rich.text import Text
from rich.theme import Theme
from xdsl.dialects.builtin import ModuleOp

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NETWORKS = ("dense", "pruned")
LAYER = "conv4"
"""The layer that is shown at every level."""
SHAPE = (1, 1, 28, 28)
CLASSES = (
    *("T-shirt", "trouser", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)
TOLERANCE = 1e-4
"""Largest difference from ONNX Runtime, relative to the largest score of the image."""

ABOUT = {
    "nn": "nn: tensors. Batch norm is folded in, bias and ReLU are fused.",
    "pconv": "pconv: the zeros were recognised. Eight patterns, shared by groups of 4 filters; weights are packed.",
    "plan": "plan: buffers in one arena, weights in one blob; every weight left is a tap, an offset into a plane.",
    "loops": "loops: the innermost loop. Each weight is multiplied with vectors of outputs.",
    "llvm": "llvm: the same loop in the LLVM dialect.",
    "asm": "machine code: the loop unrolled, the sums in registers. No zero is multiplied.",
}
THEME = Theme(
    {
        "ir.op": "bold cyan",
        "ir.value": "green",
        "ir.type": "yellow",
        "ir.attr": "magenta",
        "ir.string": "bold magenta",
        "ir.comment": "dim",
    }
)


class _IRHighlighter(RegexHighlighter):
    base_style = "ir."
    highlights = [
        r"(?P<value>%[\w.#$]+|\^bb\d+)",
        r"(?P<op>\b(nn|pconv|plan|scf|arith|memref|vector|llvm|func)\.[\w.]+)",
        r"(?P<attr>#(nn|pconv|plan)\.\w+|!pconv\.\w+)",
        r"(?P<type>\b(tensor|memref|vector)<[\dx]+[a-z]\w*)",
        r'(?P<string>"[01/]+")',
        r"^\s+(?P<op>v?[a-z]+\w*)\s+(?=.*[%\[])",
        r"(?P<value>%[xyz]mm\d+|%r\w+)",
    ]


@dataclass
class Network:
    """A network of the pair, compiled."""

    name: str
    seconds: dict[str, float] = field(default_factory=dict)
    inspector: Inspector = field(default_factory=Inspector)
    excerpts: Excerpts = field(default_factory=lambda: Excerpts(LAYER))

    session: CompiledSession = field(init=False)
    onnxruntime: Callable[[np.ndarray], np.ndarray] = field(init=False)
    scores: np.ndarray = field(init=False)
    expected: np.ndarray = field(init=False)

    @property
    def path(self) -> Path:
        return HERE / f"{self.name}.onnx"

    def run(self, x: np.ndarray) -> np.ndarray:
        return self.session.run(None, {"image": x})[0]

    def observe(self, level: str, module: ModuleOp) -> None:
        self.inspector(level, module)
        self.excerpts(level, module)

    @property
    def inspection(self) -> Inspection:
        return self.inspector.result()

    @property
    def error(self) -> float:
        """The largest difference from ONNX Runtime over all images, relative to the image's largest score."""
        difference = np.abs(self.scores - self.expected).max(axis=1)
        return float((difference / np.abs(self.expected).max(axis=1)).max())

    @property
    def same_answers(self) -> int:
        return int((self.scores.argmax(1) == self.expected.argmax(1)).sum())


class Demo:
    """The acts, in order."""

    def __init__(self, console: Console, rounds: int):
        self.console = console
        self.rounds = rounds
        self.networks = [Network(name) for name in NETWORKS]
        data = np.load(HERE / "images.npz")
        self.pixels, self.labels = data["images"], data["labels"]
        self.images = self.pixels[:, None, None].astype(np.float32) / 255

    def play(self) -> bool:
        """Whether all answers agree."""
        self.introduce()
        self.compile()
        self.descend()
        self.show_layers()
        self.answer()
        self.show_pictures()
        agree = self.compare()
        self.race()
        self.point_on()
        return agree

    # Acts

    def introduce(self) -> None:
        machine = host()
        self.heading("Two networks", first=True)
        self.say(
            "A small VGG-style network for Fashion-MNIST, twice: dense as trained, and pruned. In four layers of the pruned "
            "one each 3×3 kernel keeps 4 of its weights, in one of 8 patterns, or nothing."
        )
        table = plain_table("file", ">size")
        for network in self.networks:
            table.add_row(network.path.name, bytes_text(network.path.stat().st_size))
        self.show(table)
        self.say(f"This machine: {machine.cpu}, vectors of {machine.lanes} floats.")

    def compile(self) -> None:
        self.heading("From ONNX to machine code")
        with Live(console=self.console, refresh_per_second=20, transient=True) as live:
            for network in self.networks:
                self._compile(network, lambda running: live.update(self.stage_table(running)))
        self.show(self.stage_table(None))
        self.say("The first of them also loads the compiler.")

    def _compile(self, network: Network, update: Callable[[tuple[str, str]], None]) -> None:
        def progress(stage: str, seconds: float) -> None:
            network.seconds[stage] = seconds
            following = STAGES[min(STAGES.index(stage) + 1, len(STAGES) - 1)]
            update((network.name, following))

        update((network.name, STAGES[0]))
        network.session = compile(
            network.path, input_shapes={"image": SHAPE}, progress=progress, observe=network.observe
        )

    def stage_table(self, running: tuple[str, str] | None) -> Table:
        table = plain_table("stage", *(f">{network.name}" for network in self.networks))
        for stage in STAGES:
            cells = [_time_cell(network, stage, running) for network in self.networks]
            table.add_row(stage, *cells)
        totals = [sum(network.seconds.values()) for network in self.networks]
        table.add_row("[bold]total[/]", *(f"[bold]{total * 1e3:.0f} ms[/]" for total in totals))
        return table

    def descend(self) -> None:
        self.heading(f"{LAYER} of the pruned network on its way down")
        texts = self.networks[1].excerpts.texts
        highlight = _IRHighlighter()
        for level, about in ABOUT.items():
            self.say(about, style="bold")
            lines = [highlight(Text(line, no_wrap=True)) for line in texts[level]]
            self.show(Padding(Text("\n").join(lines), (0, 0, 0, 2), expand=False))
            if level == "pconv":
                self.show(Padding(self._patterns(), (0, 0, 0, 2), expand=False))

    def _patterns(self) -> Text:
        """The kernel patterns as the layer's scheme lists them, drawn side by side."""
        layer = next(layer for layer in self.networks[1].inspection.layers if layer.name == LAYER)
        patterns = [text.split("/") for text in layer.sparsity.patterns] if layer.sparsity else []
        rows = ["   ".join(" ".join(rows[i]) for rows in patterns) for i in range(3)]
        return Text("\n".join(rows).replace("1", "■").replace("0", "·"), "magenta")

    def show_layers(self) -> None:
        self.heading("The pruned network, layer by layer")
        found = self.networks[1].inspection.layers
        self.show(layer_table(found, self.console.width))
        macs, left = sum(layer.macs for layer in found), sum(layer.effective_macs for layer in found)
        pruned = [layer for layer in found if layer.sparsity]
        weights = sum(prod(layer.weights or ()) for layer in pruned) / sum(
            layer.kept or 0 for layer in pruned
        )
        self.say(
            f"{weights:.1f} times fewer weights in the pruned layers. {count_text(macs)} multiply-adds dense, "
            f"{count_text(left)} left: {macs / left:.1f} times fewer. A kernel's numbers: filters × vectors computed together."
        )

    def answer(self) -> None:
        """Run all images on both engines."""
        with Progress(console=self.console, transient=True, disable=not self.console.is_terminal) as progress:
            task = progress.add_task("answering", total=2 * len(NETWORKS) * len(self.images))
            for network in self.networks:
                network.onnxruntime = _onnxruntime(network.path)
                for name, run in (("scores", network.run), ("expected", network.onnxruntime)):
                    rows = []
                    for x in self.images:
                        rows.append(run(x))
                        progress.advance(task)
                    setattr(network, name, np.concatenate(rows))

    def show_pictures(self) -> None:
        self.heading("What the pruned network sees")
        scores = self.networks[1].scores
        right = scores.argmax(1) == self.labels
        chosen = [int(np.flatnonzero(right & (self.labels == label))[0]) for label in (9, 3, 8, 5, 0)]
        chosen.append(int(np.flatnonzero(~right)[0]))
        for row in (chosen[:3], chosen[3:]):
            pictures = [picture(self.pixels[i, 1:-1, 1:-1], self.console) for i in row]
            self.show(side_by_side(pictures, [_caption(scores[i], int(self.labels[i])) for i in row]))

    def compare(self) -> bool:
        self.heading(f"{len(self.images)} test images, against ONNX Runtime {onnxruntime.__version__}")
        table = plain_table("network", ">accuracy", ">same answer", ">largest error")
        for network in self.networks:
            accuracy = float((network.scores.argmax(1) == self.labels).mean())
            same = f"{network.same_answers}/{len(self.images)}"
            table.add_row(network.name, f"{accuracy:.1%}", same, f"{network.error:.1e}")
        self.show(table)
        agree = all(n.error <= TOLERANCE and n.same_answers == len(self.images) for n in self.networks)
        verdict = "agrees with" if agree else "DIFFERS FROM"
        self.say(
            f"Prunir {verdict} ONNX Runtime on every image; errors are relative to the image's largest score, "
            f"and up to {TOLERANCE:.0e} is rounding.",
            style="bold green" if agree else "bold red",
        )
        return agree

    def race(self) -> None:
        x = self.images[0]
        self.heading("How long one image takes, one thread")
        runs: dict[str, Callable[[], object]] = {}
        for network in self.networks:
            runs[f"ONNX Runtime {network.name}"] = partial(network.onnxruntime, x)
            runs[f"Prunir {network.name}"] = partial(network.run, x)
        if (
            self.console.is_terminal
        ):  # no spinner, which would take its share of the time; the table covers the words
            self.console.print("measuring …", style="dim", end="\r")
        timings = measure(runs, rounds=self.rounds, warmup=20)
        self.show(_race_table(timings))
        self.say(_race_words(timings, self.rounds))

    def point_on(self) -> None:
        self.heading("Look further, after . .venv/bin/activate")
        model = f"{self.networks[1].path.relative_to(ROOT)} --shape image=1x1x28x28"
        self.say(f"prunir inspect {model}")
        self.say(f"prunir compile {model} \\\n    --emit all -o build/pruned/")

    # Words and pictures

    def heading(self, text: str, first: bool = False) -> None:
        if not first:
            self.console.print()
        self.console.rule(f"[bold]{text}[/]", align="left", style="cyan")

    def say(self, text: str, style: str = "") -> None:
        self.console.print(Text(text, style))

    def show(self, content: Table | Text | Padding) -> None:
        self.console.print(content)
        self.console.print()


def _caption(scores: np.ndarray, label: int) -> Text:
    """The answer, how sure the network is of it, and what the picture shows if that is something else."""
    powers = np.exp(scores.astype(np.float64) - scores.max())
    best = int(scores.argmax())
    text = f"{CLASSES[best]} {powers[best] / powers.sum():.0%}"
    return Text(f"{text} ✓", "green") if best == label else Text(f"{text} ✗ {CLASSES[label]}", "red")


def _time_cell(network: Network, stage: str, running: tuple[str, str] | None) -> str:
    if stage in network.seconds:
        return f"{network.seconds[stage] * 1e3:.0f} ms"
    return "[cyan]…[/]" if running == (network.name, stage) else ""


def _onnxruntime(path: Path) -> Callable[[np.ndarray], np.ndarray]:
    """The network on ONNX Runtime, with one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda x: np.asarray(session.run(None, {"image": x})[0])


def _speedup(timings: Mapping[str, Timing], network: str) -> tuple[float, float, float]:
    """How many times faster than ONNX Runtime on the same file: lower quartile, median and upper quartile of the rounds."""
    ours, theirs = (np.array(timings[f"{engine} {network}"].seconds) for engine in ("Prunir", "ONNX Runtime"))
    low, middle, high = np.percentile(theirs / ours, [25, 50, 75])
    return float(low), float(middle), float(high)


def _race_table(timings: Mapping[str, Timing]) -> Table:
    table = plain_table("engine", "network", ">median", ">best", ">speed-up", ">half of the rounds")
    for name, timing in timings.items():
        engine, _, network = name.rpartition(" ")
        row = [engine, network, f"{timing.median * 1e3:.3f} ms", f"{timing.best * 1e3:.3f} ms"]
        if engine == "Prunir":
            low, middle, high = _speedup(timings, network)
            row += [f"[bold]{middle:.2f}×[/]", f"{low:.2f}–{high:.2f}×"]
        table.add_row(*row)
    return table


def _race_words(timings: Mapping[str, Timing], rounds: int) -> str:
    pruned, dense = (_speedup(timings, network)[1] for network in ("pruned", "dense"))
    text = (
        f"{rounds} rounds; in each every engine takes its turn, and the speed-up is that over ONNX Runtime on the same "
        f"file. On the pruned network Prunir is {_faster(pruned)}: ONNX Runtime multiplies the zeros too. On the dense one "
        f"it is {_faster(dense)}."
    )
    if max(timing.median / timing.best for timing in timings.values()) > 1.3:
        text += " The machine was busy: expect other numbers when it is idle."
    return text


def _faster(ratio: float) -> str:
    if 0.97 <= ratio <= 1.03:
        return "as fast"
    return f"{ratio:.1f} times faster" if ratio > 1 else f"slower ({ratio:.2f}×)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the demo; 0 when all answers agree."""
    parser = argparse.ArgumentParser(description="Compile a pattern-pruned network and watch it answer.")
    parser.add_argument("--rounds", type=int, default=500, help="timed runs of each engine (default 500)")
    options = parser.parse_args(arguments)
    console = Console(theme=THEME, highlight=False)
    console.width = min(console.width, 100) if console.is_terminal else 80
    try:
        return 0 if Demo(console, options.rounds).play() else 1
    except KeyboardInterrupt:
        console.print("interrupted")
        return 130


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # pyright: ignore
    sys.exit(main())
