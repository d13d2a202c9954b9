"""How the command lines end: one line on standard error for every error, and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable


def run_tool(tool: Callable[[], int], *, debug: bool, model: str | None = None) -> int:
    """Run `tool`; its exit code, or that of the error it raised.

    The user's mistakes and the machine's limits are one line, our own mistakes too, and say so. debug: raise them instead.
    model: the file to name where an error knows the node only.
    """
    try:
        return tool()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on: end quietly
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except Exception as error:
        if debug:
            raise
        print(_line(error, model), file=sys.stderr)
        return 1


def _line(error: Exception, model: str | None) -> str:
    from xdsl.utils.exceptions import ArgSpecParseError, DiagnosticException, ParseError

    from ..diagnostics import IRError, error_line, error_message
    from ..errors import PrunirError

    if isinstance(error, IRError) and model is not None:
        return f"error: {model}: {' '.join(str(error).split())}"
    if isinstance(error, PrunirError | DiagnosticException | ParseError | ArgSpecParseError | OSError):
        return error_line(error)
    if isinstance(error, MemoryError):
        return f"error: not enough memory ({error_message(error)})"
    notes = [f" {note}" for note in getattr(error, "__notes__", []) if "\n" not in note]
    text = f"internal error: {type(error).__name__}: {error_message(error)}{''.join(notes)}"
    return f"error: {text} (--debug shows the traceback)"
