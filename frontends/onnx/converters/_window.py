"""The sliding windows of convolutions and pools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from ..node import Node


class Window(TypedDict):
    """The geometry of a window, explicit: the keywords that `ConvOp.of`, `MaxPoolOp.of` and `AvgPoolOp.of` share."""

    strides: list[int]
    pads: list[int]
    dilations: list[int]


def window(node: Node, kernel: Sequence[int]) -> Window:
    """Strides, pads and dilations of `node`, with `auto_pad` resolved for its input (operand 0)."""
    size = node.shape(0)[2:]
    r = len(size)
    strides = node.attributes.ints("strides") or [1] * r
    dilations = node.attributes.ints("dilations") or [1] * r
    pads = node.attributes.ints("pads") or [0] * (2 * r)
    for name, values, count in ("strides", strides, r), ("dilations", dilations, r), ("pads", pads, 2 * r):
        if len(values) != count:
            raise node.error(
                f"{name} {values} must hold {count} numbers for an input with {r} spatial dimensions"
            )
    if len(kernel) != r or min(*strides, *dilations, *kernel) < 1:
        raise node.error(
            f"kernel {list(kernel)}, strides {strides} and dilations {dilations} must be {r} numbers from 1 on"
        )
    auto_pad = node.attributes.string("auto_pad", "NOTSET")
    if auto_pad != "NOTSET":
        extents = [(k - 1) * d + 1 for k, d in zip(kernel, dilations, strict=True)]
        pads = _auto_pads(node, auto_pad, size, extents, strides)
    return {"strides": strides, "pads": pads, "dilations": dilations}


def _auto_pads(
    node: Node, mode: str, size: Sequence[int], extents: Sequence[int], strides: Sequence[int]
) -> list[int]:
    """`VALID` pads nothing; `SAME_…` so that the result has ⌈size/stride⌉ elements, the odd pad at the end or the beginning."""
    if mode not in ("VALID", "SAME_UPPER", "SAME_LOWER"):
        raise node.error(f"auto_pad '{mode}' is not known")
    totals = [max(0, (-(-n // s) - 1) * s + e - n) for n, e, s in zip(size, extents, strides, strict=True)]
    smaller, larger = [t // 2 for t in totals], [t - t // 2 for t in totals]
    pads = {"VALID": [0] * (2 * len(size)), "SAME_UPPER": smaller + larger, "SAME_LOWER": larger + smaller}
    return pads[mode]
