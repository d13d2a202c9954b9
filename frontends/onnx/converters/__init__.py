"""ONNX operator → `nn` operations: small functions in one table.

A converter takes a `Node` and returns the values of its outputs: one value, or several of which trailing ones may be
missing. What changed between opsets is handled where the operator is. Operators whose operands are known never get here
(see `folding`), with the exceptions listed there.
"""

from collections.abc import Callable, Sequence

from ..node import Node, Value
from .activation import ACTIVATION
from .constant import CONSTANT
from .conv import CONV
from .elementwise import ELEMENTWISE
from .index import INDEX
from .linear import LINEAR
from .norm import NORM
from .pool import POOL
from .reduce import REDUCE
from .resample import RESAMPLE
from .shape import SHAPE

Converter = Callable[[Node], Value | Sequence[Value]]

CONVERTERS: dict[str, Converter] = {
    **ACTIVATION,
    **CONSTANT,
    **CONV,
    **ELEMENTWISE,
    **INDEX,
    **LINEAR,
    **NORM,
    **POOL,
    **REDUCE,
    **RESAMPLE,
    **SHAPE,
}
"""The converter of every supported operator of the default domain."""
