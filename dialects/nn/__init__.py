"""The `nn` dialect: tensor operations of neural networks, rank-polymorphic, with numpy reference semantics."""

from xdsl.ir import Dialect

from ._base import NNOp, element_of, int_array, ints, shape_of
from ._types import dtype_of, element_type, like, tensor_type
from .activation_attr import ACTIVATIONS, ActivationAttr
from .constant import ConstantOp, RandomAttr, WeightAttr, array_attribute, constant_array
from .conv import ConvOp, window_shape

NN = Dialect(
    "nn",
    [ConstantOp, ConvOp],
    [ActivationAttr, RandomAttr, WeightAttr],
)
