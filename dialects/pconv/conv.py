"""Pruned convolution over any number of spatial dimensions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from xdsl.dialects.builtin import MemRefType, TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import AnyOf, base, irdl_op_definition, operand_def, opt_prop_def
from xdsl.utils.exceptions import VerifyException

from ...schemes import SchemeError, Structure
from ..nn import ActivationAttr, WeightAttr, int_array, shape_of
from ..nn import ConstantOp as DenseConstantOp
from ..nn._base import SHAPED, element_of, require, require_floats
from ..nn.conv import ConvBase
from ._arrays import ARRAY, constant_of, is_at_hand, property_array
from .fkw_type import FKWType
from .scheme_attr import SchemeAttr


@irdl_op_definition
class ConvOp(ConvBase):
    """`nn.conv` (one group) with weights that are zero where a sparsity scheme says so.

        y[n,f,o] = activation(Σ_{(c,k) kept by f} w[f,c,k] · x[n, c, o·stride + k·dilation - pad] + bias[f] + residual[n,f,o])

    The weights are dense, F×C×K…, with a `scheme`; or packed, of a type that names it. Weights that the scheme drops are not multiplied: where
    x is infinite or NaN, `nn.conv` answers NaN and this may not. `filter_order` says in which order packing stores the
    filters (filter-kernel reorder); it does not change what is computed.

    ```mlir
    %y = pconv.conv %x, %w bias(%b : tensor<8xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
           dilations = array<i64: 1, 1>, scheme = #pconv.pattern_scheme<["010/111/000", "000/111/010"], group = 4>}
         : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
    %z = pconv.conv %x, %v {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
         : tensor<1x4x6x6xf32>, !pconv.fkw<8x4x1x1xf32, #pconv.unstructured_scheme<group = 4>> -> tensor<1x8x6x6xf32>
    ```

    C1 to C6 as in `nn.conv`, with group = 1.
    C7: a scheme stands here exactly when the weights are dense, and has patterns for the kernel's shape.
    C8: dense weights that are constant and at hand have zeros as the scheme wants them.
    C9: a filter order comes with dense weights, and names each filter once.
    """

    name = "pconv.conv"
    input = operand_def(SHAPED)
    weight = operand_def(AnyOf((base(TensorType), base(MemRefType), base(FKWType))))
    scheme = opt_prop_def(SchemeAttr)
    filter_order = opt_prop_def(ARRAY)

    @classmethod
    def of(
        cls,
        x: SSAValue,
        weight: SSAValue,
        bias: SSAValue | None = None,
        residual: SSAValue | None = None,
        *,
        strides: Sequence[int],
        pads: Sequence[int],
        dilations: Sequence[int],
        scheme: SchemeAttr | None = None,
        filter_order: Attribute | None = None,
        activation: ActivationAttr | None = None,
    ) -> ConvOp:
        """A pruned convolution in tensor form; `scheme` and `filter_order` for dense weights only."""
        properties: dict[str, Attribute | None] = {
            "strides": int_array(strides),
            "pads": int_array(pads),
            "dilations": int_array(dilations),
            "scheme": scheme,
            "filter_order": filter_order,
            "activation": activation,
        }
        return cls.build_inferred((x, weight, bias, residual), properties)

    @property
    def weight_scheme(self) -> SchemeAttr:
        """The scheme, wherever it stands."""
        scheme = self.weight.type.scheme if isinstance(self.weight.type, FKWType) else self.scheme
        assert scheme is not None
        return scheme

    @property
    def weight_shape(self) -> tuple[int, ...]:
        """`[F, C, *kernel]`, also of packed weights."""
        return (
            self.weight.type.get_shape() if isinstance(self.weight.type, FKWType) else shape_of(self.weight)
        )

    def infer(self) -> TensorType[Attribute]:
        packed = self.weight.type if isinstance(self.weight.type, FKWType) else None
        require(
            (packed is None) == (self.scheme is not None),
            "C7: dense weights need a scheme, packed ones have it in their type",
        )
        if packed is None:
            require_floats("C1", self.input, self.weight)
            self._verify_kernel()
        else:
            require(
                element_of(self.input) == packed.element_type,
                "C1: input and packed weights must share one element type",
            )
        return self.infer_conv(self.weight_shape)

    @property
    def constant(self) -> DenseConstantOp | None:
        """The constant that holds dense weights; None where they are packed or computed."""
        return constant_of(self.weight)

    def sparsity(self) -> Structure | None:
        """The structure of dense constant weights, None for others.

        SchemeError if they do not follow the scheme, WeightError if they are not at hand.
        """
        if self.constant is None or self.scheme is None:
            return None
        value = self.constant.value
        if isinstance(value, WeightAttr) and is_at_hand(value):
            return value.data.recall(self.scheme, self.scheme.sparsity)
        return self.scheme.sparsity(self.constant.array())

    def order(self) -> np.ndarray | None:
        """The filter order as an array; None where there is none, WeightError if it is not at hand."""
        return None if self.filter_order is None else property_array(self.filter_order, np.dtype(np.int32))

    def verify_(self) -> None:
        super().verify_()
        try:
            if self.constant is not None and is_at_hand(self.constant.value):
                self.sparsity()
        except SchemeError as error:
            raise VerifyException(f"C8: {error}") from error
        self._verify_order()

    def _verify_kernel(self) -> None:
        try:
            self.weight_scheme.patterns(self.weight_shape[2:])
        except VerifyException as error:
            raise VerifyException(f"C7: {error}") from error

    def _verify_order(self) -> None:
        order = self.order() if self.filter_order is not None and is_at_hand(self.filter_order) else None
        require(
            self.filter_order is None or self.scheme is not None,
            "C9: a filter order must come with dense weights",
        )
        require(
            order is None or np.array_equal(np.sort(order), np.arange(self.weight_shape[0])),
            f"C9: a filter order must name each of {self.weight_shape[0]} filters once",
        )
