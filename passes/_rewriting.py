"""Greedy rewriting with an end: patterns that undo each other are an error that names them, not a hang."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from xdsl.dialects.builtin import UNKNOWN_LOC, LocationAttr, ModuleOp, UnknownLoc
from xdsl.ir import Operation
from xdsl.pattern_rewriter import (
    GreedyRewritePatternApplier,
    PatternRewriter,
    PatternRewriterListener,
    PatternRewriteWalker,
    RewritePattern,
)
from xdsl.utils.exceptions import DiagnosticException

from ..diagnostics import IRError
from ..errors import PrunirError

RECENT = 64
"""How many of the last rewrites the error about an endless rewriting looks at."""

_counts: ContextVar[Counter[str] | None] = ContextVar("rewrite counts", default=None)


@contextmanager
def count_rewrites() -> Generator[Counter[str]]:
    """Count, inside the `with` block, how often each pattern rewrote something."""
    counts = Counter[str]()
    token = _counts.set(counts)
    try:
        yield counts
    finally:
        _counts.reset(token)


def rewrite_greedily(
    module: ModuleOp,
    patterns: Sequence[RewritePattern],
    *,
    max_rewrites: int | None = None,
    erase_dead: bool = False,
    recursive: bool = True,
    reverse: bool = False,
) -> bool:
    """Apply `patterns`, the first that matches, until none does. True if anything changed.

    max_rewrites: more than these raise an IRError naming the patterns that keep firing;
        by default 10 000 and 50 for each operation.
    erase_dead: also erase operations without effect whose results nobody uses.
    recursive: rewrite the operations that a rewrite made, too; without it every operation is visited once.
    reverse: visit users before definitions.

    A new operation without a location gets that of the operation whose match made it.
    """
    limit = max_rewrites if max_rewrites is not None else 10_000 + 50 * sum(1 for _ in module.walk())
    budget = _Budget(limit)
    watched: list[RewritePattern] = [_Watched(pattern, budget) for pattern in patterns]
    walker = PatternRewriteWalker(
        GreedyRewritePatternApplier(watched, dce_enabled=erase_dead),
        apply_recursively=recursive,
        walk_reverse=reverse,
        listener=PatternRewriterListener(operation_insertion_handler=[budget.locate]),
    )
    return walker.rewrite_module(module)


@dataclass(eq=False)
class _Budget:
    """What one run of `rewrite_greedily` has used up, and where it is now."""

    limit: int
    used: int = 0
    recent: deque[str] = field(default_factory=lambda: deque[str](maxlen=RECENT))
    location: LocationAttr = UNKNOWN_LOC

    def locate(self, op: Operation) -> None:
        for inner in op.walk():
            if isinstance(inner.location, UnknownLoc):
                inner.location = self.location

    def spend(self, pattern: str) -> None:
        self.used += 1
        self.recent.append(pattern)
        if (counts := _counts.get()) is not None:
            counts[pattern] += 1
        if self.used > self.limit:
            raise IRError(self._endless(), self.location)

    def _endless(self) -> str:
        firing = ", ".join(f"{name} ({n} of the last {len(self.recent)})" for name, n in self._most_recent())
        return (
            f"rewriting does not end: stopped after {self.limit} rewrites while these kept firing: {firing}"
        )

    def _most_recent(self) -> list[tuple[str, int]]:
        return sorted(Counter(self.recent).items(), key=lambda item: (-item[1], item[0]))


@dataclass(eq=False, repr=False)
class _Watched(RewritePattern):
    """`pattern`, with its rewrites counted and its errors located."""

    pattern: RewritePattern
    budget: _Budget

    def match_and_rewrite(self, op: Operation, rewriter: PatternRewriter) -> None:
        self.budget.location = location = op.location
        try:
            self.pattern.match_and_rewrite(op, rewriter)
        except IRError:
            raise
        except (DiagnosticException, PrunirError) as error:
            raise IRError(str(error), location) from error
        if rewriter.has_done_action:
            self.budget.spend(type(self.pattern).__name__)
