"""Convolution over any number of spatial dimensions."""

from __future__ import annotations

from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import (
    AttrSizedOperandSegments,
    irdl_op_definition,
    operand_def,
    opt_operand_def,
    opt_prop_def,
    prop_def,
)

from ._base import (
    INTEGER,
    INTEGERS,
    INTO,
    RESULT,
    SHAPED,
    NNOp,
    int_array,
    integer,
    ints,
    require,
    require_floats,
    shape_of,
)
from ._types import like
from .activation_attr import ActivationAttr

EPILOGUE = "(`bias` `(` $bias^ `:` type($bias) `)`)? (`residual` `(` $residual^ `:` type($residual) `)`)?"
"""Assembly format of what a layer adds to its sums."""


class ConvBase(NNOp):
    """What `nn.conv` and `pconv.conv` share: the geometry, and an epilogue that adds bias and residual, then activates."""

    input = operand_def(SHAPED)
    weight = operand_def()
    bias = opt_operand_def(SHAPED)
    residual = opt_operand_def(SHAPED)
    strides = prop_def(INTEGERS)
    pads = prop_def(INTEGERS)
    dilations = prop_def(INTEGERS)
    activation = opt_prop_def(ActivationAttr)

    irdl_options = (AttrSizedOperandSegments(as_property=True),)
    assembly_format = (
        f"$input `,` $weight {EPILOGUE} {INTO} attr-dict `:` type($input) `,` type($weight) {RESULT}"
    )

    def infer_conv(self, w: tuple[int, ...], group: int = 1) -> TensorType[Attribute]:
        """The result type for weights of shape `w` (constraints C1 to C6; the weights' elements are the caller's)."""
        x = shape_of(self.input)
        require_floats("C1", self.input, self.bias, self.residual)
        require(
            len(x) == len(w) and len(x) in (3, 4, 5),
            f"C1: input and weight must have equal rank 3, 4 or 5, got {x} and {w}",
        )
        spatial = window_shape(x[2:], w[2:], ints(self.strides), ints(self.pads), ints(self.dilations))
        require(
            group >= 1 and w[0] % group == 0 and x[1] == w[1] * group,
            f"C3: {group} groups of {w[1]} channels do not fit {x[1]} input channels and {w[0]} filters",
        )
        result = like(self.input.type, (x[0], w[0], *spatial))
        if self.bias is not None:
            require(shape_of(self.bias) == (w[0],), f"C5: bias must have the shape ({w[0]},)")
        if self.residual is not None:
            require(
                shape_of(self.residual) == result.get_shape(), f"C6: residual must have the shape of {result}"
            )
        return result


@irdl_op_definition
class ConvOp(ConvBase):
    """Convolution (cross-correlation), with a fused epilogue.

        s[n,f,o] = Σ_{c,k} w[f,c,k] · x[n, c + C·g(f), o·stride + k·dilation - pad]
        y = activation(s + bias[f] + residual)

    x is N×C·G×D…, w is F×C×K…, y is N×F×O… with r = 1, 2 or 3 spatial dimensions; g(f) = f div (F/G) with G = `group`;
    x is zero outside its bounds. `pads` lists the begins of all spatial dimensions, then the ends.
    Source: ONNX operator Conv.

    ```mlir
    %y = nn.conv %x, %w bias(%b : tensor<8xf32>) {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>,
           dilations = array<i64: 1, 1>, group = 1 : i64, activation = #nn.activation<relu>}
         : tensor<1x4x6x6xf32>, tensor<8x4x3x3xf32> -> tensor<1x8x6x6xf32>
    ```

    C1: input and weight have the same rank, 3, 4 or 5, and all operands one floating-point element type.
    C2: strides and dilations hold r positive numbers, pads 2r non-negative ones.
    C3: group ≥ 1 divides F, and the channels of the input are C·group.
    C4: the dilated kernel fits into the padded input.
    C5: bias has the shape F.
    C6: residual has the shape of the result.
    """

    name = "nn.conv"
    input = operand_def(SHAPED)
    weight = operand_def(SHAPED)
    group = prop_def(INTEGER, default_value=integer(1))

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
        group: int = 1,
        activation: ActivationAttr | None = None,
    ) -> ConvOp:
        """A convolution in tensor form."""
        properties: dict[str, Attribute | None] = {
            "strides": int_array(strides),
            "pads": int_array(pads),
            "dilations": int_array(dilations),
            "group": integer(group),
            "activation": activation,
        }
        return cls.build_inferred((x, weight, bias, residual), properties)

    def infer(self) -> TensorType[Attribute]:
        require_floats("C1", self.input, self.weight)
        return self.infer_conv(shape_of(self.weight), self.group.value.data)


def window_shape(
    size: Sequence[int],
    kernel: Sequence[int],
    strides: Sequence[int],
    pads: Sequence[int],
    dilations: Sequence[int],
    ceil_mode: bool = False,
) -> tuple[int, ...]:
    """Spatial shape of a sliding window's result (constraints C2 and C4 of `nn.conv`).

    With `ceil_mode` the last window may hang over the end, but must start inside input or begin padding.
    """
    r = len(size)
    require(
        len(kernel) == len(strides) == len(dilations) == r
        and len(pads) == 2 * r
        and min(*kernel, *strides, *dilations) >= 1
        and min(pads) >= 0,
        f"C2: needs {r} positive kernel sizes, strides and dilations and {2 * r} pads of at least 0",
    )
    result: list[int] = []
    for i in range(r):
        room = size[i] + pads[i] + pads[r + i] - ((kernel[i] - 1) * dilations[i] + 1)
        count = (-(-room // strides[i]) if ceil_mode else room // strides[i]) + 1
        if ceil_mode and (count - 1) * strides[i] >= size[i] + pads[i]:
            count -= 1
        require(
            count >= 1, f"C4: a window of {kernel[i]} with dilation {dilations[i]} does not fit dimension {i}"
        )
        result.append(count)
    return tuple(result)
