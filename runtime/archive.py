"""Several object files as one: a Unix static library, which linkers read as well.

The format is `!<arch>` and a newline, then for each member a header of 60 bytes of text and its content, padded to an even length.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import CodegenError

_MAGIC = b"!<arch>\n"
_HEADER = 60
_END = b"`\n"


def join(objects: Sequence[bytes]) -> bytes:
    """The object itself where there is only one; equal objects give equal bytes."""
    if len(objects) == 1:
        return objects[0]
    return _MAGIC + b"".join(_member(number, content) for number, content in enumerate(objects))


def split(code: bytes) -> list[bytes]:
    """What was joined; bytes that are no library are one object."""
    if not code.startswith(_MAGIC):
        return [code]
    objects: list[bytes] = []
    at = len(_MAGIC)
    while at < len(code):
        header = code[at : at + _HEADER]
        at += _HEADER
        size = _size(header)
        if at + size > len(code):
            raise CodegenError("object code is truncated")
        objects.append(code[at : at + size])
        at += size + size % 2
    return objects


def _member(number: int, content: bytes) -> bytes:
    """Name, time, owner, group, mode and size in columns of 16, 12, 6, 6, 8 and 10."""
    header = f"{f'{number}.o/':16}{0:<12}{0:<6}{0:<6}{'644':8}{len(content):<10}".encode() + _END
    return header + content + b"\n" * (len(content) % 2)


def _size(header: bytes) -> int:
    text = header[48:58].strip()
    if len(header) != _HEADER or header[58:] != _END or not text.isdigit():
        raise CodegenError("object code is damaged")
    return int(text)
