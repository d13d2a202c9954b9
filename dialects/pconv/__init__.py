"""The `pconv` dialect: convolutions whose weights follow a sparsity scheme. It knows nothing of tiles or threads."""

from xdsl.ir import Dialect

from .constant import ConstantOp
from .conv import ConvOp
from .fkw_type import FKWType
from .pattern_attr import PatternAttr, PatternSetAttr
from .scheme_attr import (
    SCHEME_ATTRS,
    BlockPunchedSchemeAttr,
    PatternSchemeAttr,
    SchemeAttr,
    UnstructuredSchemeAttr,
    scheme_of,
)

__all__ = [
    "PCONV",
    "SCHEME_ATTRS",
    "BlockPunchedSchemeAttr",
    "ConstantOp",
    "ConvOp",
    "FKWType",
    "PatternAttr",
    "PatternSchemeAttr",
    "PatternSetAttr",
    "SchemeAttr",
    "UnstructuredSchemeAttr",
    "scheme_of",
]

PCONV = Dialect(
    "pconv",
    [ConstantOp, ConvOp],
    [FKWType, PatternAttr, PatternSetAttr, *SCHEME_ATTRS.values()],
)
