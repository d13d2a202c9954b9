"""Random small networks of `nn` operations, for property tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st
from prunir.dialects import nn
from xdsl.dialects.builtin import ModuleOp, TensorType, f32
from xdsl.dialects.func import FuncOp, ReturnOp
from xdsl.ir import Block, Operation, Region, SSAValue

Step = Callable[["Network"], SSAValue]


class Network:
    """A function `@main` under construction: each step adds operations behind the last value."""

    def __init__(self, draw: st.DrawFn):
        self.draw = draw
        self.rng = np.random.default_rng(draw(st.integers(0, 1 << 16)))
        rank = draw(st.sampled_from((1, 2, 2, 3)))
        planes = [draw(st.integers(3, 8 - rank)) for _ in range(rank)]
        shape = (draw(st.sampled_from((1, 2, 3))), draw(st.sampled_from((2, 3, 4, 5))), *planes)
        self.block = Block(arg_types=[TensorType(f32, shape)])
        self.values: list[SSAValue] = [self.block.args[0]]

    @property
    def value(self) -> SSAValue:
        return self.values[-1]

    @property
    def shape(self) -> tuple[int, ...]:
        return nn.shape_of(self.value)

    @property
    def rank(self) -> int:
        """The number of spatial dimensions."""
        return len(self.shape) - 2

    def emit(self, op: Operation) -> SSAValue:
        self.block.add_op(op)
        return op.results[0]

    def numbers(self, *shape: int) -> np.ndarray:
        """Between 0.5 and 1.5, every other one negative."""
        array = self.rng.uniform(0.5, 1.5, shape).astype(np.float32)
        array.reshape(-1)[1::2] *= -1
        return array

    def constant(self, *shape: int) -> SSAValue:
        return self.emit(nn.ConstantOp.of(self.numbers(*shape)))

    def weights(self, rows: int, *shape: int) -> np.ndarray:
        """The same, perhaps pruned: most are zero, in blocks of rows alike, and some rows as a whole."""
        array = self.numbers(rows, *shape)
        if self.flag():
            return array
        block, share = self.draw(st.sampled_from((1, 2, 4))), self.draw(st.sampled_from((0.1, 0.4)))
        keep = self.rng.random((-(-rows // block), *shape)) < share
        keep = np.repeat(keep, block, axis=0)[:rows]
        keep[self.rng.random(rows) < 0.2] = False
        return np.where(keep, array, np.float32(0))

    def flag(self) -> bool:
        return self.draw(st.booleans())

    def each(self, *values: int) -> list[int]:
        """One of the values for each spatial dimension."""
        return [self.draw(st.sampled_from(values)) for _ in range(self.rank)]

    def pads(self, largest: int) -> list[int]:
        return self.draw(st.lists(st.integers(0, largest), min_size=2 * self.rank, max_size=2 * self.rank))

    def finish(self) -> ModuleOp:
        """The module; it returns the last value, and perhaps an earlier one, which then has two users."""
        results = [self.value, self.draw(st.sampled_from(self.values))] if self.flag() else [self.value]
        self.block.add_op(ReturnOp(*results))
        types = [v.type for v in self.block.args], [v.type for v in results]
        module = ModuleOp([FuncOp("main", types, Region(self.block))])
        module.verify()
        return module


def conv(n: Network) -> SSAValue:
    """Of any stride, dilation and number of groups, with as many filters."""
    size, channels = n.shape[2:], n.shape[1]
    group = n.draw(st.sampled_from([g for g in (1, 1, 2, channels) if channels % g == 0]))
    filters = group * n.draw(st.integers(1, 3))
    strides, dilations, pads = n.each(1, 1, 2), n.each(1, 1, 2), n.pads(2)
    room = [size[i] + pads[i] + pads[n.rank + i] for i in range(n.rank)]
    kernel = [min(k, (r - 1) // d + 1) for k, r, d in zip(n.each(1, 2, 3, 5), room, dilations, strict=True)]
    return _conv(n, (filters, channels // group, *kernel), strides, pads, dilations, group)


def same_conv(n: Network) -> SSAValue:
    """One that keeps the shape, so that residuals can be added to it; often without a window."""
    channels, k = n.shape[1], n.draw(st.sampled_from((1, 3)))
    ones = [1] * n.rank
    return _conv(n, (channels, channels, *[k] * n.rank), ones, [k // 2] * 2 * n.rank, ones, 1)


def _conv(
    n: Network, shape: tuple[int, ...], strides: list[int], pads: list[int], dilations: list[int], group: int
) -> SSAValue:
    weight = n.emit(nn.ConstantOp.of(n.weights(*shape)))
    bias = n.constant(shape[0]) if n.flag() else None
    conv = nn.ConvOp.of(n.value, weight, bias, strides=strides, pads=pads, dilations=dilations, group=group)
    return n.emit(conv)


def batch_norm(n: Network) -> SSAValue:
    scale, bias, mean, var = (n.constant(n.shape[1]) for _ in range(4))
    return n.emit(nn.BatchNormOp.of(n.value, scale, bias, mean, n.emit(nn.AbsOp.of(var))))


def with_constant(n: Network) -> SSAValue:
    op = n.draw(st.sampled_from((nn.AddOp, nn.SubOp, nn.MulOp, nn.DivOp)))
    shapes = ((), (n.shape[1], *[1] * n.rank), (1,) * n.rank, n.shape[2:])
    return n.emit(op.of(n.value, n.constant(*n.draw(st.sampled_from(shapes)))))


def activation(n: Network) -> SSAValue:
    ops = (
        *(nn.ReluOp.of(n.value), nn.ClipOp.of(n.value, min=0, max=6), nn.SigmoidOp.of(n.value)),
        *(nn.LeakyReluOp.of(n.value, alpha=0.1), nn.HardSwishOp.of(n.value), nn.TanhOp.of(n.value)),
    )
    chosen = n.draw(st.sampled_from(ops))
    for op in ops:
        if op is not chosen:
            op.erase()
    return n.emit(chosen)


def hard_swish(n: Network) -> SSAValue:
    three, six = (n.emit(nn.ConstantOp.of(np.array(v, np.float32))) for v in (3, 6))
    gate = n.emit(nn.ClipOp.of(n.emit(nn.AddOp.of(n.value, three)), min=0, max=6))
    return n.emit(nn.DivOp.of(n.emit(nn.MulOp.of(n.value, gate)), six))


def pad(n: Network) -> SSAValue:
    pads = n.pads(2)
    value = n.draw(st.sampled_from((0.0, 0.0, -1.0, 1.0)))
    begins, ends = [0, 0, *pads[: n.rank]], [0, 0, *pads[n.rank :]]
    return n.emit(nn.PadOp.of(n.value, pads=begins + ends, value=value))


def pool(n: Network) -> SSAValue:
    size = n.shape[2:]
    dilations = [min(d, s) for d, s in zip(n.each(1, 1, 2), size, strict=True)]
    kernel = [min(k, (s - 1) // d + 1) for k, s, d in zip(n.each(1, 2, 3), size, dilations, strict=True)]
    reach = [(k - 1) * d for k, d in zip(kernel, dilations, strict=True)]
    pads = [min(p, r) for p, r in zip(n.pads(2), reach * 2, strict=True)]
    window = {"kernel_shape": kernel, "strides": n.each(1, 1, 2), "dilations": dilations, "pads": pads}
    ceil_mode = n.flag()
    if n.flag():
        return n.emit(nn.MaxPoolOp.of(n.value, **window, ceil_mode=ceil_mode))
    return n.emit(nn.AvgPoolOp.of(n.value, **window, ceil_mode=ceil_mode, count_include_pad=n.flag()))


def gate(n: Network) -> SSAValue:
    """Squeeze and excitation: each channel times what a layer makes of the mean of all channels, or of their largest elements."""
    pooled = n.emit((nn.GlobalAvgPoolOp if n.flag() else nn.GlobalMaxPoolOp).of(n.value))
    weight, ones = n.constant(n.shape[1], n.shape[1], *[1] * n.rank), [1] * n.rank
    layer = nn.ConvOp.of(pooled, weight, None, strides=ones, pads=[0] * 2 * n.rank, dilations=ones, group=1)
    gates = n.emit(nn.HardSigmoidOp.of(n.emit(layer), alpha=0.2, beta=0.5))
    return n.emit(nn.MulOp.of(n.value, gates))


def shortcut(n: Network) -> SSAValue:
    """The sum with an earlier value of the same type."""
    return n.emit(nn.AddOp.of(n.value, n.draw(st.sampled_from(_alike(n)))))


def concat_split(n: Network) -> SSAValue:
    """Joined with an earlier value, and cut in two again."""
    both = n.emit(nn.ConcatOp.of([n.value, n.draw(st.sampled_from(_alike(n)))], axis=1))
    split = nn.SplitOp.of(both, axis=1, sizes=[n.shape[1], n.shape[1]])
    n.block.add_op(split)
    return n.draw(st.sampled_from(split.parts))


def channels_last(n: Network) -> SSAValue:
    """A constant for each channel, and an activation, computed channels-last."""
    rank = len(n.shape)
    last = n.emit(nn.TransposeOp.of(n.value, perm=(0, *range(2, rank), 1)))
    gated = n.emit(nn.MulOp.of(last, n.constant(n.shape[1])))
    return n.emit(nn.TransposeOp.of(n.emit(nn.SiluOp.of(gated)), perm=(0, rank - 1, *range(1, rank - 1))))


def identity(n: Network) -> SSAValue:
    return n.emit(nn.IdentityOp.of(n.value))


def classifier(n: Network) -> SSAValue:
    """Flattened, channels-first or -last, into a fully connected layer."""
    if n.flag():
        rank = len(n.shape)
        n.values.append(n.emit(nn.TransposeOp.of(n.value, perm=(0, *range(2, rank), 1))))
    flat = n.emit(nn.FlattenOp.of(n.value))
    outputs = n.draw(st.sampled_from((3, 17)))
    weight = n.emit(nn.ConstantOp.of(n.weights(outputs, nn.shape_of(flat)[1]).T.copy()))
    product = n.emit(nn.MatmulOp.of(flat, weight))
    return n.emit(nn.AddOp.of(product, n.constant(outputs)))


def _alike(n: Network) -> list[SSAValue]:
    return [v for v in n.values if v.type == n.value.type]


STEPS: tuple[Step, ...] = (
    *(conv, conv, same_conv, same_conv, batch_norm, batch_norm, with_constant, with_constant, activation),
    *(hard_swish, pad, pool, gate, shortcut, concat_split, channels_last, identity),
)


@st.composite
def networks(draw: st.DrawFn, steps: int = 8) -> ModuleOp:
    """A network of at most `steps` steps, some with a classifier."""
    network = Network(draw)
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=steps)):
        network.values.append(step(network))
    if network.flag():
        network.values.append(classifier(network))
    return network.finish()
