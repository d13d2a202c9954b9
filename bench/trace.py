"""A run as a trace: a row for each thread, a bar for each step. Opens in chrome://tracing, Perfetto (ui.perfetto.dev) and Speedscope.

The format is Chrome's "Trace Event Format", JSON object form: complete events ("ph": "X") in microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .layers import Profile


def chrome_trace(profiles: Sequence[Profile]) -> dict[str, Any]:
    """The last round of each profile, each a process of its own that begins at 0. Between bars, threads wait or are handed work."""
    return {
        "traceEvents": [event for pid, found in enumerate(profiles) for event in _events(pid, found)],
        "displayTimeUnit": "ms",
    }


def _events(pid: int, found: Profile) -> Iterator[dict[str, Any]]:
    yield _name("process_name", pid, 0, f"{found.candidate.model} on prunir")
    start = min((span.begin for span in found.spans), default=0)
    for thread in sorted({span.thread for span in found.spans}):
        yield _name("thread_name", pid, thread, f"thread {thread}")
    for span in found.spans:
        step = found.steps[span.step]
        yield {
            "name": step.layer or step.operation,
            "cat": step.operation,
            "ph": "X",
            "pid": pid,
            "tid": span.thread,
            "ts": (span.begin - start) / 1e3,
            "dur": (span.end - span.begin) / 1e3,
            "args": {
                "operation": step.operation,
                "step": span.step,
                "useful flops": 2 * step.macs,
                "bytes": step.bytes,
            },
        }


def _name(kind: str, pid: int, tid: int, name: str) -> dict[str, Any]:
    return {"name": kind, "ph": "M", "pid": pid, "tid": tid, "args": {"name": name}}
