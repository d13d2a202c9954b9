"""Calls in a fresh process: pinned, started by nobody else's threads, and able to die without taking the caller along.

```python
seconds = worker.call(function, argument, report=print)  # function(argument, report), over there
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
from collections.abc import Callable
from typing import IO, Any

from ..errors import PrunirError

Report = Callable[[str], None]
"""Told what is being done, in a few words."""


def call(function: Callable[[Any, Report], Any], argument: Any, report: Report = lambda _: None) -> Any:
    """What `function(argument, report)`, a function of a module, returns in a process of its own.

    What is printed there is dropped. Raises PrunirError as the function does, and where the process dies.
    """
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
            return _converse(process, (function, argument), report, said)
        finally:
            process.kill()
            process.communicate()


def _converse(process: subprocess.Popen[bytes], request: Any, report: Report, said: IO[bytes]) -> Any:
    assert process.stdin is not None and process.stdout is not None
    doing = "starting"
    try:
        pickle.dump(request, process.stdin)
        process.stdin.flush()
        while True:
            kind, content = pickle.load(process.stdout)
            match kind:
                case "doing":
                    doing = content
                    report(doing)
                case "returned":
                    return content
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

    function, argument = pickle.load(sys.stdin.buffer)
    try:
        result = function(argument, lambda doing: answer("doing", doing))
    except Exception as error:
        answer("raised", _portable(error))
    else:
        answer("returned", result)
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
