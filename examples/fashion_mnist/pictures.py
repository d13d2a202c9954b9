"""Grey images in a terminal: two pixels in a character."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

SHADES = " ░▒▓█"
ASCII_SHADES = " .+*#"


def picture(image: np.ndarray, console: Console) -> Text:
    """Grey values (bytes, height × width, the height even) as half blocks, or as shades where there is no colour."""
    pairs = image.reshape(len(image) // 2, 2, -1)
    if console.color_system and not console.no_color:
        rows = [_half_blocks(upper, lower) for upper, lower in pairs]
    else:
        shades = SHADES if console.encoding.startswith("utf") else ASCII_SHADES
        levels = np.rint(pairs.mean(axis=1) / 255 * (len(shades) - 1)).astype(int)
        rows = [Text("".join(shades[level] for level in row)) for row in levels]
    return Text("\n").join(rows)


def _half_blocks(upper: np.ndarray, lower: np.ndarray) -> Text:
    text = Text()
    for above, below in zip(upper, lower, strict=True):
        text.append("▀", Style(color=_grey(above), bgcolor=_grey(below)))
    return text


def _grey(value: int) -> str:
    return f"#{value:02x}{value:02x}{value:02x}"


def side_by_side(pictures: Sequence[Text], captions: Sequence[Text]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    for caption in captions:
        grid.add_column(width=max(map(len, pictures[0].plain.splitlines())), no_wrap=True)
        caption.justify = "center"
    grid.add_row(*pictures)
    grid.add_row(*captions)
    return grid
