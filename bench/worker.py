"""Calls in a fresh process: pinned, started by nobody else's threads, and able to die without taking the caller along.

```python
seconds = worker.call(function, argument, report=print)  # function(argument, report), over there
for part in worker.each(function, argument):  # where the function yields, what it yields as soon as it does
    ...
```
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Generator, Iterable
from typing import IO, Any, NamedTuple

from ..errors import PrunirError

Report = Callable[[str], None]
"""Told what is being done, in a few words."""


def call(function: Callable[[Any, Report], Any], argument: Any, report: Report = lambda _: None) -> Any:
    """What `function(argument, report)`, a function of a module, returns in a process of its own.

    What is printed there is dropped. Raises PrunirError as the function does, and where the process dies.
    """
    (found,) = _converse(_Request(function, argument, many=False), report)
    return found


def each(
    function: Callable[[Any, Report], Iterable[Any]], argument: Any, report: Report = lambda _: None
) -> Generator[Any, None, None]:
    """As `call`, for a function that yields: what it yields, when it does. Closing the iterator ends the process."""
    return _converse(_Request(function, argument, many=True), report)


class _Request(NamedTuple):
    function: Callable[[Any, Report], Any]
    argument: Any
    many: bool
    """Whether the function's results come one by one."""


def _converse(request: _Request, report: Report) -> Generator[Any, None, None]:
    # A process group of its own: Ctrl-C is for this process, which then ends that one.
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            process_group=0,
        )
        try:
            yield from _results(process, request, report, said)
        finally:
            process.kill()
            process.communicate()


def _results(
    process: subprocess.Popen[bytes], request: _Request, report: Report, said: IO[bytes]
) -> Generator[Any, None, None]:
    assert process.stdin is not None and process.stdout is not None
    doing = "starting"
    try:
        pickle.dump(tuple(request), process.stdin)  # not as the class: over there this module is __main__
        process.stdin.flush()
        while True:
            kind, content = pickle.load(process.stdout)
            match kind:
                case "doing":
                    doing = content
                    report(doing)
                case "result":
                    yield content
                case "ended":
                    return
                case _:
                    raise content
    except (EOFError, BrokenPipeError, pickle.UnpicklingError):
        raise PrunirError(f"{doing}: {_death(process.wait(), said)}") from None


def _death(code: int, said: IO[bytes]) -> str:
    if code < 0:
        hint = " (out of memory?)" if -code == signal.SIGKILL else ""
        return f"the process was ended by {signal.Signals(-code).name}{hint}"
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return f"the process ended with code {code}: {lines[-1] if lines else 'it says nothing'}"


def _serve() -> None:
    """The other side: a request on standard input; answers where standard output was, which engines print to."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def answer(kind: str, content: Any) -> None:
        pickle.dump((kind, content), answers)
        answers.flush()

    function, argument, many = pickle.load(sys.stdin.buffer)
    try:
        found = function(argument, lambda doing: answer("doing", doing))
        for result in found if many else [found]:
            answer("result", result)
        answer("ended", None)
    except Exception as error:
        answer("raised", _portable(error))
    answers.close()
    os._exit(0)  # without the engines' own ends, which take time, and crash now and then


def _portable(error: Exception) -> Exception:
    """The error without what cannot be sent."""
    if isinstance(error, PrunirError | OSError):
        return PrunirError(str(error))
    portable = RuntimeError(f"{type(error).__name__}: {error}")
    portable.add_note("".join(traceback.format_exception(error)))
    return portable


if __name__ == "__main__":
    _serve()
