"""The `plan` dialect: the planned program, where layouts, memory and work are decided."""

from xdsl.ir import Dialect

from .buffers import ALIGNMENT, AliasOp, ClearOp, PrefetchOp, ViewOp, WeightOp, bytes_of
from .conv import (
    PhaseSplitOp,
    PlannedConv,
    RunConvOp,
    TapConvOp,
    inner_strides,
    is_planar,
    plane_positions,
    slice_positions,
    slices_of,
)
from .depthwise import DepthwiseConvOp, depthwise_reach
from .elementwise import ElementwiseOp, YieldOp
from .layout import PlanarAttr, extent_of, has_zero_halo, lead_of, strides_of
from .linear import BlockLinearOp, LinearOp
from .measured import MeasuredAttr, measured_of
from .resample import ResampleOp
from .schedule import ScheduleAttr
from .target import TargetAttr, target_of
from .threads import BarrierOp, ThreadCountOp, ThreadIdOp, TimestampOp

__all__ = [
    "ALIGNMENT",
    "PLAN",
    "AliasOp",
    "BarrierOp",
    "BlockLinearOp",
    "ClearOp",
    "DepthwiseConvOp",
    "ElementwiseOp",
    "LinearOp",
    "MeasuredAttr",
    "PhaseSplitOp",
    "PlanarAttr",
    "PlannedConv",
    "PrefetchOp",
    "ResampleOp",
    "RunConvOp",
    "ScheduleAttr",
    "TapConvOp",
    "TargetAttr",
    "ThreadCountOp",
    "ThreadIdOp",
    "TimestampOp",
    "ViewOp",
    "WeightOp",
    "YieldOp",
    "bytes_of",
    "depthwise_reach",
    "extent_of",
    "has_zero_halo",
    "inner_strides",
    "is_planar",
    "lead_of",
    "measured_of",
    "plane_positions",
    "slice_positions",
    "slices_of",
    "strides_of",
    "target_of",
]

PLAN = Dialect(
    "plan",
    [
        AliasOp,
        BarrierOp,
        BlockLinearOp,
        ClearOp,
        DepthwiseConvOp,
        ElementwiseOp,
        LinearOp,
        PhaseSplitOp,
        PrefetchOp,
        ResampleOp,
        RunConvOp,
        TapConvOp,
        ThreadCountOp,
        ThreadIdOp,
        TimestampOp,
        ViewOp,
        WeightOp,
        YieldOp,
    ],
    [MeasuredAttr, PlanarAttr, ScheduleAttr, TargetAttr],
)
