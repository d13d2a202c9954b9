"""The `pconv` dialect: convolutions whose weights follow a sparsity scheme. It knows nothing of tiles or threads."""

from xdsl.ir import Dialect

from .block_pruned import BlockConstantOp, BlockPrunedSchemeAttr, BlockPrunedType
from .constant import ConstantOp
from .conv import ConvOp
from .fkw_type import FKWType
from .linear import LinearOp
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
    "BlockConstantOp",
    "BlockPrunedSchemeAttr",
    "BlockPrunedType",
    "BlockPunchedSchemeAttr",
    "ConstantOp",
    "ConvOp",
    "FKWType",
    "LinearOp",
    "PatternAttr",
    "PatternSchemeAttr",
    "PatternSetAttr",
    "SchemeAttr",
    "UnstructuredSchemeAttr",
    "scheme_of",
]

PCONV = Dialect(
    "pconv",
    [BlockConstantOp, ConstantOp, ConvOp, LinearOp],
    [BlockPrunedSchemeAttr, BlockPrunedType, FKWType, PatternAttr, PatternSetAttr, *SCHEME_ATTRS.values()],
)
