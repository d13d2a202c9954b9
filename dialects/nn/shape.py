"""Operations that rearrange elements without computing on them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from xdsl.dialects.builtin import TensorType
from xdsl.ir import Attribute, SSAValue
from xdsl.irdl import (
    AttrSizedOperandSegments,
    IRDLOperation,
    ParsePropInAttrDict,
    irdl_op_definition,
    operand_def,
    prop_def,
    traits_def,
    var_operand_def,
    var_result_def,
)
from xdsl.traits import Pure

from ._base import (
    INTEGER,
    INTEGERS,
    INTO,
    RESULT,
    SHAPED,
    UNARY,
    NNOp,
    element_of,
    int_array,
    integer,
    ints,
    require,
    require_axes,
    require_shaped,
    shape_of,
)
from ._types import like


@irdl_op_definition
class ReshapeOp(NNOp):
    """The same elements in row-major order under another shape.

    Source: ONNX operator Reshape, its shape resolved.

    ```mlir
    %y = nn.reshape %x : tensor<1x8x4x4xf32> -> tensor<1x128xf32>
    ```

    C1: the result has as many elements as the input.
    """

    name = "nn.reshape"
    input = operand_def(SHAPED)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, shape: Sequence[int]) -> ReshapeOp:
        """The operation in tensor form."""
        return cls.build_as(like(x.type, tuple(shape)), (x,), {})

    def infer(self) -> TensorType[Attribute]:
        old, new = shape_of(self.input), shape_of(self.answer)
        require(math.prod(old) == math.prod(new), f"C1: {old} and {new} differ in their number of elements")
        return like(self.input.type, new)


@irdl_op_definition
class FlattenOp(NNOp):
    """A matrix of the same elements: dimensions before `axis` become its rows, the others its columns.

    Source: ONNX operator Flatten.

    ```mlir
    %y = nn.flatten %x {axis = 1 : i64} : tensor<2x8x4x4xf32> -> tensor<2x128xf32>
    ```

    C1: 0 ≤ axis ≤ rank.
    """

    name = "nn.flatten"
    input = operand_def(SHAPED)
    axis = prop_def(INTEGER)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, axis: int = 1) -> FlattenOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"axis": integer(axis)})

    def infer(self) -> TensorType[Attribute]:
        x, axis = shape_of(self.input), self.axis.value.data
        require(0 <= axis <= len(x), f"C1: axis {axis} must be between 0 and the rank, {len(x)}")
        return like(self.input.type, (math.prod(x[:axis]), math.prod(x[axis:])))


@irdl_op_definition
class SqueezeOp(NNOp):
    """The input without the dimensions `axes`, all of size 1. Source: ONNX operator Squeeze.

    ```mlir
    %y = nn.squeeze %x {axes = array<i64: 2, 3>} : tensor<1x8x1x1xf32> -> tensor<1x8xf32>
    ```

    C1: axes are dimensions of the input, in ascending order, none twice.
    C2: they have size 1.
    """

    name = "nn.squeeze"
    input = operand_def(SHAPED)
    axes = prop_def(INTEGERS)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, axes: Sequence[int]) -> SqueezeOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"axes": int_array(axes)})

    def infer(self) -> TensorType[Attribute]:
        x, axes = shape_of(self.input), ints(self.axes)
        require_axes("C1", axes, len(x))
        require(all(x[i] == 1 for i in axes), f"C2: dimensions {list(axes)} of {x} must have size 1")
        return like(self.input.type, tuple(size for i, size in enumerate(x) if i not in axes))


@irdl_op_definition
class UnsqueezeOp(NNOp):
    """The input with new dimensions of size 1, which are the dimensions `axes` of the result.

    Source: ONNX operator Unsqueeze.

    ```mlir
    %y = nn.unsqueeze %x {axes = array<i64: 0, 2>} : tensor<8x4xf32> -> tensor<1x8x1x4xf32>
    ```

    C1: axes are dimensions of the result, in ascending order, none twice.
    """

    name = "nn.unsqueeze"
    input = operand_def(SHAPED)
    axes = prop_def(INTEGERS)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, axes: Sequence[int]) -> UnsqueezeOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"axes": int_array(axes)})

    def infer(self) -> TensorType[Attribute]:
        x, axes = shape_of(self.input), ints(self.axes)
        rank = len(x) + len(axes)
        require_axes("C1", axes, rank)
        sizes = iter(x)
        return like(self.input.type, tuple(1 if i in axes else next(sizes) for i in range(rank)))


@irdl_op_definition
class TransposeOp(NNOp):
    """The input with its dimensions in another order: dimension i of the result is perm[i] of the input.

    Source: ONNX operator Transpose.

    ```mlir
    %y = nn.transpose %x {perm = array<i64: 0, 3, 1, 2>} : tensor<1x4x6x8xf32> -> tensor<1x8x4x6xf32>
    ```

    C1: perm is a permutation of the input's dimensions.
    """

    name = "nn.transpose"
    input = operand_def(SHAPED)
    perm = prop_def(INTEGERS)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, *, perm: Sequence[int]) -> TransposeOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {"perm": int_array(perm)})

    def infer(self) -> TensorType[Attribute]:
        x, perm = shape_of(self.input), ints(self.perm)
        require(sorted(perm) == list(range(len(x))), f"C1: {list(perm)} does not permute {len(x)} dimensions")
        return like(self.input.type, tuple(x[i] for i in perm))


@irdl_op_definition
class ConcatOp(NNOp):
    """The inputs one after the other along `axis`. Source: ONNX operator Concat.

    ```mlir
    %y = nn.concat %a, %b {axis = 1 : i64} : tensor<1x8x4xf32>, tensor<1x2x4xf32> -> tensor<1x10x4xf32>
    ```

    C1: there is at least one input, and all have the same rank and element type.
    C2: axis is a dimension of the inputs.
    C3: the inputs agree in all other dimensions.
    """

    name = "nn.concat"
    parts = var_operand_def(SHAPED)
    axis = prop_def(INTEGER)

    irdl_options = (AttrSizedOperandSegments(as_property=True),)
    assembly_format = f"$parts {INTO} attr-dict `:` type($parts) {RESULT}"

    @classmethod
    def of(cls, parts: Sequence[SSAValue], *, axis: int) -> ConcatOp:
        """The operation in tensor form."""
        return cls.build_inferred((parts,), {"axis": integer(axis)})

    def infer(self) -> TensorType[Attribute]:
        shapes, axis = [shape_of(part) for part in self.parts], self.axis.value.data
        require(
            len(shapes) >= 1
            and len({len(shape) for shape in shapes}) == 1
            and len({element_of(part) for part in self.parts}) == 1,
            f"C1: needs inputs of one rank and one element type, got {', '.join(str(p.type) for p in self.parts)}",
        )
        require(0 <= axis < len(shapes[0]), f"C2: axis {axis} is not a dimension of {self.parts[0].type}")
        others = {shape[:axis] + shape[axis + 1 :] for shape in shapes}
        require(len(others) == 1, f"C3: inputs must agree in all dimensions but {axis}, got {shapes}")
        total = sum(shape[axis] for shape in shapes)
        return like(self.parts[0].type, (*shapes[0][:axis], total, *shapes[0][axis + 1 :]))


@irdl_op_definition
class SliceOp(NNOp):
    """Every steps[i]-th element from starts[i] to below limits[i], in each dimension i.

        y[o] = x[starts + o·steps]

    Source: ONNX operator Slice, normalised to all dimensions; steps are positive.

    ```mlir
    %y = nn.slice %x {starts = array<i64: 0, 2>, limits = array<i64: 4, 8>, steps = array<i64: 1, 2>}
         : tensor<4x8xf32> -> tensor<4x3xf32>
    ```

    C1: starts, limits and steps hold one number for each dimension of the input.
    C2: 0 ≤ start < limit ≤ size and step ≥ 1 in each dimension.
    """

    name = "nn.slice"
    input = operand_def(SHAPED)
    starts = prop_def(INTEGERS)
    limits = prop_def(INTEGERS)
    steps = prop_def(INTEGERS)
    assembly_format = UNARY

    @classmethod
    def of(
        cls, x: SSAValue, *, starts: Sequence[int], limits: Sequence[int], steps: Sequence[int] | None = None
    ) -> SliceOp:
        """The operation in tensor form; steps are 1 when not given."""
        properties: dict[str, Attribute | None] = {
            "starts": int_array(starts),
            "limits": int_array(limits),
            "steps": int_array(steps if steps is not None else [1] * len(starts)),
        }
        return cls.build_inferred((x,), properties)

    def infer(self) -> TensorType[Attribute]:
        x = shape_of(self.input)
        starts, limits, steps = ints(self.starts), ints(self.limits), ints(self.steps)
        require(
            len(starts) == len(limits) == len(steps) == len(x),
            f"C1: starts, limits and steps must hold {len(x)} numbers each",
        )
        ranges = list(zip(starts, limits, steps, strict=True))
        for i, (start, limit, step) in enumerate(ranges):
            require(
                0 <= start < limit <= x[i] and step >= 1,
                f"C2: {start} to {limit} by {step} is not a range of dimension {i} of {x}",
            )
        return like(self.input.type, tuple(len(range(*r)) for r in ranges))


@irdl_op_definition
class SplitOp(IRDLOperation):
    """Consecutive slices of the input along `axis`, of the given sizes. It has no destination form.

    Source: ONNX operator Split, its sizes resolved.

    ```mlir
    %a, %b = nn.split %x {axis = 1 : i64, sizes = array<i64: 3, 5>}
           : tensor<1x8x4xf32> -> tensor<1x3x4xf32>, tensor<1x5x4xf32>
    ```

    C0: the input is a tensor of static, non-empty shape, and each result has the type inferred.
    C1: axis is a dimension of the input.
    C2: sizes are positive and sum to the size of that dimension.
    """

    name = "nn.split"
    input = operand_def(TensorType)
    axis = prop_def(INTEGER)
    sizes = prop_def(INTEGERS)
    parts = var_result_def(TensorType)

    irdl_options = (ParsePropInAttrDict(),)
    traits = traits_def(Pure())
    assembly_format = "$input attr-dict `:` type($input) `->` type($parts)"

    @classmethod
    def of(cls, x: SSAValue, *, axis: int, sizes: Sequence[int]) -> SplitOp:
        """The operation with the result types inferred."""
        properties: dict[str, Attribute | None] = {"axis": integer(axis), "sizes": int_array(sizes)}
        shapes = _split_shapes(shape_of(x), axis, sizes)
        results = [like(x.type, shape) for shape in shapes]
        return cls.build(operands=(x,), properties=properties, result_types=(results,))

    def verify_(self) -> None:
        require_shaped(self.input)
        shapes = _split_shapes(shape_of(self.input), self.axis.value.data, ints(self.sizes))
        expected = [like(self.input.type, shape) for shape in shapes]
        require(
            [part.type for part in self.parts] == expected,
            f"C0: results must be of types {', '.join(map(str, expected))}",
        )


@irdl_op_definition
class IdentityOp(NNOp):
    """The input itself. Source: ONNX operators Identity, and Dropout at inference.

    ```mlir
    %y = nn.identity %x : tensor<2x8xf32> -> tensor<2x8xf32>
    ```
    """

    name = "nn.identity"
    input = operand_def(SHAPED)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue) -> IdentityOp:
        """The operation in tensor form."""
        return cls.build_inferred((x,), {})

    def infer(self) -> TensorType[Attribute]:
        return like(self.input.type, shape_of(self.input))


@irdl_op_definition
class CastOp(NNOp):
    """The input's elements in another type: to integers by truncation, to i1 by x ≠ 0.

    What is out of range of an integer type, NaN included, has no defined value. Source: ONNX operator Cast.

    ```mlir
    %y = nn.cast %x : tensor<2x8xi64> -> tensor<2x8xf32>
    ```

    C1: the result has the shape of the input.
    """

    name = "nn.cast"
    input = operand_def(SHAPED)
    assembly_format = UNARY

    @classmethod
    def of(cls, x: SSAValue, element: Attribute) -> CastOp:
        """The operation in tensor form."""
        return cls.build_as(TensorType(element, shape_of(x)), (x,), {})

    def infer(self) -> TensorType[Attribute]:
        old, new = shape_of(self.input), shape_of(self.answer)
        require(old == new, f"C1: result must have the shape {old}, got {new}")
        return like(self.answer.type, new)


def _split_shapes(shape: tuple[int, ...], axis: int, sizes: Sequence[int]) -> list[tuple[int, ...]]:
    require(0 <= axis < len(shape), f"C1: axis {axis} is not a dimension of {shape}")
    require(
        min(sizes, default=0) >= 1 and sum(sizes) == shape[axis],
        f"C2: sizes {list(sizes)} must be positive and sum to {shape[axis]}",
    )
    return [(*shape[:axis], size, *shape[axis + 1 :]) for size in sizes]
