"""`--verify-diagnostics`: the errors that a test file expects, against those that came."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..diagnostics import error_line, error_location, error_message, file_position

_COMMENT = re.compile(r"//\s*expected-(?P<kind>\w+)(?P<rest>.*)")
_REST = re.compile(r"\s*(?:@(?P<where>[+-]\d+|above|below|unknown))?\s*\{\{(?P<text>.*?)\}\}\s*")


@dataclass(frozen=True)
class ExpectedError:
    """One `// expected-error {{text}}`, with the line it asks for, if any (0: no known line)."""

    text: str
    at: int
    line: int | None

    def matches(self, error: Exception) -> bool:
        return self.text in error_message(error) and self.line in (None, _line_of(error))


def _line_of(error: Exception) -> int:
    position = file_position(error_location(error))
    return position.line.data if position else 0


def expected_errors(source: str, first_line: int) -> list[ExpectedError]:
    """The expectations in `source`, whose first line is `first_line` of its file.

    `// expected-error {{text}}` accepts an error anywhere in the chunk; `@+1`, `@-2`, `@below`, `@above` give its
    line relative to the comment, and `@unknown` wants one without a location. ValueError for anything else.
    """
    found: list[ExpectedError] = []
    for number, line in enumerate(source.splitlines(), first_line):
        if comment := _COMMENT.search(line):
            rest = _REST.fullmatch(comment["rest"])
            if comment["kind"] != "error" or not rest:
                raise ValueError(f"line {number}: write // expected-error @+1 {{{{text}}}}, not {comment[0]}")
            found.append(ExpectedError(rest["text"], number, _wanted_line(rest["where"], number)))
    return found


def _wanted_line(where: str | None, here: int) -> int | None:
    match where:
        case None:
            return None
        case "unknown":
            return 0
        case "below":
            return here + 1
        case "above":
            return here - 1
        case offset:
            return here + int(offset)


def check_errors(file: str, source: str, first_line: int, error: Exception | None) -> list[str]:
    """What is wrong with the errors of one chunk, one line each: none when `error` is the one expected."""
    try:
        expected = expected_errors(source, first_line)
    except ValueError as malformed:
        return [f"{file}: error: {malformed}"]
    came = next((e for e in expected if error is not None and e.matches(error)), None)
    missing = [e for e in expected if e is not came]
    problems = [f'{file}:{e.at}: error: expected error "{e.text}" did not come' for e in missing]
    if error is not None and came is None:
        problems.append(f"{error_line(error)} [unexpected]")
    return problems
