"""Reading arguments that both command lines take."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import PrunirError

Shapes = dict[str, tuple[int, ...]]


def parse_shapes(texts: Sequence[str]) -> Shapes:
    """`input=1x3x224x224`, any number of them, by input."""
    return dict(_parse_shape(text) for text in texts)


def _parse_shape(text: str) -> tuple[str, tuple[int, ...]]:
    name, _, dims = text.rpartition("=")
    try:
        return name, tuple(int(dim) for dim in dims.split("x"))
    except ValueError:
        raise PrunirError(f"--shape {text}: write it as input=1x3x224x224") from None
