"""Constants: small ones stand in the text, large ones are named by content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from xdsl.dialect_interfaces.constant_materialization import ConstantMaterializationInterface
from xdsl.dialects.builtin import (
    DenseIntOrFPElementsAttr,
    IntAttr,
    TensorType,
    f32,
)
from xdsl.interfaces import HasFolderInterface
from xdsl.ir import Attribute, Data, Operation, OpResult, ParametrizedAttribute, SSAValue
from xdsl.irdl import (
    AnyOf,
    IRDLOperation,
    base,
    irdl_attr_definition,
    irdl_op_definition,
    prop_def,
    result_def,
    traits_def,
)
from xdsl.parser import AttrParser, Parser
from xdsl.printer import Printer
from xdsl.traits import ConstantLike, Pure

from ...errors import WeightError
from ...weights import Weight
from ._base import element_of, require, require_shaped, shape_of
from ._types import dtype_of, tensor_type

INLINE_LIMIT = 16
"""Constants of at most this many elements are written into the text."""


@irdl_attr_definition
class WeightAttr(Data[Weight]):
    """A weight by its content key; the array itself is not part of the text.

    ```mlir
    #nn.weight<"9f86d081884c7d659a2feaa0c55ad015">
    ```
    """

    name = "nn.weight"

    @classmethod
    def parse_parameter(cls, parser: AttrParser) -> Weight:
        with parser.in_angle_brackets():
            return Weight(parser.parse_str_literal())

    def print_parameter(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_string_literal(self.data.key)


@irdl_attr_definition
class RandomAttr(ParametrizedAttribute):
    """A weight named by its recipe: seeded normal values, N(0, 1). For tests and benchmarks.

    ```mlir
    #nn.random<7>
    ```
    """

    name = "nn.random"
    seed: IntAttr

    @classmethod
    def parse_parameters(cls, parser: AttrParser) -> list[Attribute]:
        with parser.in_angle_brackets():
            return [IntAttr(parser.parse_integer(allow_boolean=False))]

    def print_parameters(self, printer: Printer) -> None:
        with printer.in_angle_brackets():
            printer.print_string(str(self.seed.data))

    def verify(self) -> None:
        require(self.seed.data >= 0, f"the seed must be at least 0, got {self.seed.data}")

    def array(self, shape: tuple[int, ...]) -> np.ndarray:
        """The values, float32."""
        return np.random.default_rng(self.seed.data).standard_normal(shape, dtype=np.float32)


@irdl_op_definition
class ConstantOp(IRDLOperation, HasFolderInterface):
    """A constant tensor: inline, by content key, or by recipe.

    ```mlir
    %slope = nn.constant dense<[0.1, 0.2]> : tensor<2xf32>
    %weight = nn.constant #nn.weight<"9f86d081884c7d659a2feaa0c55ad015"> : tensor<64x3x7x7xf32>
    %noise = nn.constant #nn.random<7> : tensor<8x8x3x3xf32>
    ```

    C0: the shape is static and not empty, and elements have a numpy counterpart.
    C1: the shape and element type of the value are those of the result.
    C2: a recipe makes f32.
    """

    name = "nn.constant"
    value = prop_def(AnyOf((base(DenseIntOrFPElementsAttr), base(WeightAttr), base(RandomAttr))))
    result = result_def(TensorType)
    traits = traits_def(ConstantLike(), Pure())

    @classmethod
    def parse(cls, parser: Parser) -> ConstantOp:
        value = parser.parse_attribute()
        result_type = _dense_type(value)
        if result_type is None:  # `dense<…> : type` is one attribute
            parser.parse_punctuation(":")
            result_type = parser.parse_type()
        attributes = parser.parse_optional_attr_dict()
        return cls.build(properties={"value": value}, attributes=attributes, result_types=(result_type,))

    def print(self, printer: Printer) -> None:
        printer.print_string(" ")
        printer.print_attribute(self.value)
        if not isinstance(self.value, DenseIntOrFPElementsAttr):
            printer.print_string(" : ")
            printer.print_attribute(self.result.type)
        printer.print_op_attributes(self.attributes)

    @classmethod
    def of(cls, array: np.ndarray) -> ConstantOp:
        """The constant holding `array`: inline when it is small, by content key otherwise."""
        return cls.of_attribute(array_attribute(array), tensor_type(np.asarray(array)))

    @classmethod
    def of_attribute(cls, value: Attribute, result_type: Attribute) -> ConstantOp:
        return cls.build(properties={"value": value}, result_types=(result_type,))

    def array(self) -> np.ndarray:
        """The values as a read-only array; WeightError when the weight is named but not at hand."""
        shape, dtype = shape_of(self.result), dtype_of(element_of(self.result))
        match self.value:
            case WeightAttr(data=Weight(array=None) as weight):
                raise WeightError(
                    f"weight {weight.key} is not at hand; name the store that holds it (--weights)"
                )
            case WeightAttr(data=Weight(array=array)):
                assert array is not None
                return array
            case RandomAttr():
                return self.value.array(shape)
            case _:
                return dense_array(self.value, shape, dtype)

    def fold(self) -> Sequence[SSAValue | Attribute]:
        return (self.value,)

    def verify_(self) -> None:
        require_shaped(self.result)
        value, result = self.value, self.result.type
        if isinstance(value, RandomAttr):
            require(
                element_of(self.result) == f32, f"C2: #nn.random makes f32, not {element_of(self.result)}"
            )
        value_type = _dense_type(value)
        if isinstance(value, WeightAttr) and value.data.array is not None:
            value_type = tensor_type(value.data.array)
        require(
            value_type in (None, result), f"C1: value of type {value_type} in a constant of type {result}"
        )


class ConstantMaterialization(ConstantMaterializationInterface):
    """What xDSL's folder asks to turn the value of a folded operation into an `nn.constant`."""

    def materialize_constant(self, value: Attribute, type: Attribute) -> Operation | None:
        known = isinstance(value, WeightAttr | RandomAttr) or _dense_type(value) == type
        return ConstantOp.of_attribute(value, type) if known else None


def array_attribute(array: np.ndarray) -> Attribute:
    """The attribute for `array`: dense when small and when its text reads back as the same values, else named by content."""
    array = np.asarray(array)
    dense = _dense_attribute(array) if array.size <= INLINE_LIMIT else None
    return WeightAttr(Weight.of(array)) if dense is None else dense


def _dense_attribute(array: np.ndarray) -> Attribute | None:
    """`array` as `dense<…>`, or None when xDSL prints it in hexadecimal, which it would read back as integers:
    infinities, NaN, whole numbers of more than six digits."""
    values: list[Any] = array.reshape(-1).tolist()
    dense = cast("Attribute", DenseIntOrFPElementsAttr.from_list(tensor_type(array), values))  # pyright: ignore
    return None if "0x" in str(dense) else dense


def _dense_type(value: Attribute) -> Attribute | None:
    """The type of a `dense<…> : type` attribute, None for others."""
    if not isinstance(value, DenseIntOrFPElementsAttr):
        return None
    return cast("DenseIntOrFPElementsAttr[Any]", value).type


def dense_array(value: Attribute, shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray:
    """The values of a `dense<…>` attribute."""
    assert isinstance(value, DenseIntOrFPElementsAttr)
    values: Any = value.get_values()
    if value.is_splat():
        return np.full(shape, values[0], dtype)
    return np.array(values, dtype).reshape(shape)


def constant_array(value: SSAValue | None) -> np.ndarray | None:
    """The array behind `value` when a constant defines it, else None."""
    if isinstance(value, OpResult) and isinstance(value.op, ConstantOp):
        return value.op.array()
    return None
