"""The `nn` dialect: tensor operations of neural networks, rank-polymorphic, with numpy reference semantics."""

from xdsl.ir import Dialect

from ._base import NNOp, element_of, int_array, ints, shape_of
from ._types import dtype_of, element_type, like, tensor_type
from .activation import (
    ActivationOp,
    ClipOp,
    HardSigmoidOp,
    HardSwishOp,
    LeakyReluOp,
    PreluOp,
    ReluOp,
    SigmoidOp,
    SiluOp,
    TanhOp,
)
from .activation_attr import ACTIVATIONS, ActivationAttr
from .constant import (
    ConstantMaterialization,
    ConstantOp,
    RandomAttr,
    WeightAttr,
    array_attribute,
    constant_array,
)
from .conv import ConvOp, window_shape
from .elementwise import (
    AbsOp,
    AddOp,
    BinaryOp,
    CeilOp,
    DivOp,
    ErfOp,
    ExpOp,
    FloorOp,
    LogOp,
    MaximumOp,
    MinimumOp,
    MulOp,
    NegOp,
    PowOp,
    ReciprocalOp,
    RoundOp,
    SqrtOp,
    SubOp,
    UnaryOp,
)
from .linear import GemmOp, MatmulOp
from .norm import BatchNormOp, LrnOp, SoftmaxOp
from .pool import AvgPoolOp, GlobalAvgPoolOp, GlobalMaxPoolOp, MaxPoolOp
from .reduce import ReduceMaxOp, ReduceMeanOp, ReduceOp, ReduceSumOp
from .resample import PadOp, ResizeOp
from .shape import (
    CastOp,
    ConcatOp,
    FlattenOp,
    IdentityOp,
    ReshapeOp,
    SliceOp,
    SplitOp,
    SqueezeOp,
    TransposeOp,
    UnsqueezeOp,
)

NN = Dialect(
    "nn",
    [
        ConstantOp,
        ConvOp,
        *(MaxPoolOp, AvgPoolOp, GlobalAvgPoolOp, GlobalMaxPoolOp),
        *(GemmOp, MatmulOp),
        *(BatchNormOp, LrnOp, SoftmaxOp),
        *(ReluOp, LeakyReluOp, PreluOp, ClipOp, SigmoidOp, HardSigmoidOp, HardSwishOp, SiluOp, TanhOp),
        *(NegOp, AbsOp, ExpOp, LogOp, SqrtOp, ErfOp, FloorOp, CeilOp, RoundOp, ReciprocalOp),
        *(AddOp, SubOp, MulOp, DivOp, PowOp, MaximumOp, MinimumOp),
        *(ReduceMeanOp, ReduceSumOp, ReduceMaxOp),
        *(ReshapeOp, FlattenOp, SqueezeOp, UnsqueezeOp, TransposeOp, ConcatOp, SliceOp, SplitOp),
        *(PadOp, ResizeOp, IdentityOp, CastOp),
    ],
    [ActivationAttr, RandomAttr, WeightAttr],
    [ConstantMaterialization()],
)
