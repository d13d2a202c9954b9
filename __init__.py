"""Prunir: an open compiler for pattern-pruned neural networks.

import prunir

session = prunir.compile("model.onnx")
(logits,) = session.run(None, {"image": image})
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import PrunirError

if TYPE_CHECKING:
    from .compiler import CompiledSession, compile

    __version__: str

__all__ = ["CompiledSession", "PrunirError", "__version__", "compile"]


def __getattr__(name: str) -> Any:
    """Load the compiler on first use: `import prunir` alone costs nothing."""
    if name in ("CompiledSession", "compile"):
        from . import compiler

        return getattr(compiler, name)
    if name == "__version__":
        from importlib.metadata import version

        return version(__name__)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    """What completion offers, loaded or not."""
    return sorted({*globals(), *__all__})
