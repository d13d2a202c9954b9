"""Constants in packed form."""

from __future__ import annotations

import numpy as np
from xdsl.dialects.builtin import TensorType
from xdsl.irdl import (
    IRDLOperation,
    ParsePropInAttrDict,
    irdl_op_definition,
    prop_def,
    result_def,
    traits_def,
)
from xdsl.traits import ConstantLike, Pure
from xdsl.utils.exceptions import VerifyException

from ...schemes import FKW, SchemeError
from ..nn import array_attribute, element_type
from ._arrays import ARRAY, PackedArrays
from .fkw_type import FKWType
from .scheme_attr import SchemeAttr

ARRAYS = ("offset", "reorder", "index", "stride", "weight")
"""The arrays of `schemes.FKW` that a constant names."""


@irdl_op_definition
class ConstantOp(IRDLOperation):
    """Constant weights in FKW form; `schemes.fkw.FKW` says what its five arrays hold.

    ```mlir
    %w = pconv.constant {offset = dense<[0, 1, 2]> : tensor<3xi32>, reorder = dense<[1, 0]> : tensor<2xi32>,
           index = dense<[1, 0]> : tensor<2xi32>, stride = dense<[0, 1, 0, 1]> : tensor<4xi32>,
           weight = dense<[0.5, 0.25]> : tensor<2xf32>} : !pconv.fkw<2x2x1x1xf32, #pconv.unstructured_scheme<group = 1>>
    ```

    C1: offset, reorder, index and stride are i32, weight is of the packed type's elements, all have one dimension.
    C2: together they are valid FKW for the type's shape and scheme.

    Arrays that are named but not at hand are not checked.
    """

    name = "pconv.constant"
    offset = prop_def(ARRAY)
    reorder = prop_def(ARRAY)
    index = prop_def(ARRAY)
    stride = prop_def(ARRAY)
    weight = prop_def(ARRAY)
    result = result_def(FKWType)
    traits = traits_def(ConstantLike(), Pure())
    irdl_options = (ParsePropInAttrDict(),)
    assembly_format = "attr-dict `:` type($result)"

    @classmethod
    def of(cls, packed: FKW, scheme: SchemeAttr) -> ConstantOp:
        """The constant holding `packed`, which was packed under `scheme`."""
        dense = TensorType(element_type(packed.weight.dtype), packed.shape)
        return cls.build(
            properties={name: array_attribute(getattr(packed, name)) for name in ARRAYS},
            result_types=(FKWType(dense, scheme),),
        )

    @property
    def packed_type(self) -> FKWType:
        assert isinstance(self.result.type, FKWType)
        return self.result.type

    def fkw(self) -> FKW:
        """The packed weights, put together and checked once as long as the weight array lives.

        WeightError when an array is named but not at hand, SchemeError when they do not fit together.
        """
        return self._arrays.recall(self.packed_type, self._put_together)

    def verify_(self) -> None:
        self._arrays.verify()
        try:
            if self._arrays.at_hand:
                self.fkw()
        except SchemeError as error:
            raise VerifyException(f"C2: {error}") from error

    @property
    def _arrays(self) -> PackedArrays:
        return PackedArrays(self, ARRAYS, self.packed_type.element_type)

    def _put_together(self, arrays: dict[str, np.ndarray]) -> FKW:
        packed, scheme = self.packed_type, self.packed_type.scheme
        patterns = scheme.patterns(packed.get_shape()[2:])
        return FKW(packed.get_shape(), patterns, scheme.group.data, block=scheme.block, **arrays)
