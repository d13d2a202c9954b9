"""`prunir cache`: what is kept of compiled models."""

from __future__ import annotations

import argparse
import time

from rich.text import Text

from ...errors import PrunirError
from ...runtime.cache import Stored, open_cache
from ..tables import bytes_text, console, plain_table, print_json


def run(arguments: argparse.Namespace) -> None:
    cache = open_cache()
    if cache is None:
        raise PrunirError("there is no cache: PRUNIR_CACHE turns it off, or this user has no home")
    freed = cache.clear() if arguments.clear else None
    programs = cache.programs()
    size = sum(stored.size for stored in programs)
    if arguments.json:
        described = [vars(stored) for stored in programs]
        report = {"folder": str(cache.folder), "limit": cache.limit, "size": size, "programs": described}
        print_json(report | ({} if freed is None else {"freed": freed}))
        return
    if programs:
        _show(programs)
    out = console()
    if freed is not None:
        out.print(f"freed {bytes_text(freed)}")
    out.print(f"{cache.folder}: {bytes_text(size)} of {bytes_text(cache.limit)}", markup=False)


def _show(programs: list[Stored]) -> None:
    table = plain_table("~model", ">size", ">last used")
    for stored in programs:
        used = time.strftime("%Y-%m-%d %H:%M", time.localtime(stored.used))
        table.add_row(Text(stored.label), bytes_text(stored.size), used)
    console().print(table)
