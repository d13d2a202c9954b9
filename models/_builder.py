"""Builds the benchmark networks as ONNX: nodes with seeded weights, and batch-norm statistics that fit them.

Weights are He-normal, N(0, 2 / fan-in). With arbitrary running statistics the activations of a deep network would
explode, vanish, or forget their input (with a trained network's statistics they do neither). So the builder carries an
estimate of each channel's distribution along with every value, for an input of N(0, 1) noise with independent elements,
and draws the statistics around it. A distribution is a row of equally probable points, and passes through a layer so:

- convolution, gemm: a Gaussian with E[y] = Σ w·E[x] and Var[y] = Σ w²·Var[x]; borders are ignored;
- pointwise functions: applied to the points;
- max pool over n elements: the p-quantile of the result is the p^(1/n)-quantile of x;
- average pool: a Gaussian, the variance divided by n.

The bias of a layer without batch norm moves the mean towards zero in the same way, as training would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

OPSET = 17
IR_VERSION = 8
STREAM = 1 << 23  # elements drawn from one random stream; larger weights are drawn by several threads

# With all of the mean removed (1.0) a random network amplifies every perturbation, rounding errors too, about 1.2 times a
# layer; with none (0.0) the answer hardly depends on the input.
CENTRING = 0.3
# Running variances lie this much over the estimate, or its errors would add up to growing activations.
MARGIN = 1.05

Array = NDArray[Any]
Axes = int | tuple[int, ...]

POINTS = 128
PROBABILITIES = (np.arange(POINTS) + 0.5) / POINTS
SHUFFLED = np.random.default_rng(0).permutation(POINTS)
GAUSSIAN = np.array([NormalDist().inv_cdf(p) for p in PROBABILITIES])


@dataclass(frozen=True)
class Value:
    """A tensor of the graph: name, static shape N×C×…, and POINTS equally probable values of each channel, ascending."""

    name: str
    shape: tuple[int, ...]
    points: Array

    @property
    def mean(self) -> Array:
        return self.points.mean(axis=1)

    @property
    def variance(self) -> Array:
        return self.points.var(axis=1)


class NetworkBuilder:
    """Appends layers to one growing `onnx.ModelProto`.

    Every method takes the layer's name, which becomes the node's and its output's; weights are named as in a PyTorch
    state dict (`layer1.0.conv1.weight`, `layer1.0.bn1.running_mean`). Axes arguments (kernel, stride, pad) are one number
    for all spatial axes or a tuple; pads are symmetric. A window that fits nowhere raises ValueError naming the layer.
    """

    def __init__(self, name: str, *, seed: int) -> None:
        # Tensors are added in place: `helper.make_model` would copy VGG-16's 553 MB.
        self.model = onnx.ModelProto(ir_version=IR_VERSION, producer_name="prunir")
        self.model.opset_import.append(helper.make_opsetid("", OPSET))
        self.model.graph.name = name
        self._rng = np.random.Generator(np.random.SFC64(seed))

    def input(self, shape: Sequence[int], name: str = "input") -> Value:
        info = helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
        self.model.graph.input.append(info)
        return Value(name, tuple(shape), _gaussian(np.zeros(shape[1]), np.ones(shape[1])))

    def finish(self, y: Value, name: str = "output") -> onnx.ModelProto:
        """Make `y`, the value of the last layer appended, the graph's output."""
        self.model.graph.node[-1].output[0] = name
        info = helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, y.shape)
        self.model.graph.output.append(info)
        return self.model

    # Layers with weights

    def conv(
        self,
        x: Value,
        name: str,
        channels: int,
        kernel: Axes,
        *,
        stride: Axes = 1,
        pad: Axes = 0,
        groups: int = 1,
        bias: bool = False,
    ) -> Value:
        attributes, spatial = _window(name, x, kernel, stride, pad)
        weight = self._normal((channels, x.shape[1] // groups, *attributes["kernel_shape"]))
        inputs = [x.name, self._store(f"{name}.weight", weight)]
        mean, variance = _through_conv(weight, x, groups, _coverage(x.shape[2:], spatial, **attributes))
        if bias:
            inputs.append(self._bias(name, mean, variance))
        self._node("Conv", inputs, name, dilations=[1] * len(spatial), group=groups, **attributes)
        return Value(
            name, (x.shape[0], channels, *spatial), _gaussian(mean * (1 - CENTRING * bias), variance)
        )

    def gemm(self, x: Value, name: str, units: int, *, gain: float = 1.0) -> Value:
        """A fully connected layer, its weights `gain` times He's."""
        weight = self._normal((units, x.shape[1]), gain)
        # Not as for conv: the weights may be 400 MB, which must not be squared or turned into float64.
        mean = (weight @ x.mean.astype(np.float32)).astype(np.float64)
        variance = np.full(units, gain**2 * 2 / x.shape[1] * x.variance.sum())
        inputs = [x.name, self._store(f"{name}.weight", weight), self._bias(name, mean, variance)]
        self._node("Gemm", inputs, name, transB=1)
        return Value(name, (x.shape[0], units), _gaussian((1 - CENTRING) * mean, variance))

    def classifier(self, x: Value, name: str, classes: int) -> Value:
        """The last layer; its weights are larger, so that logits spread as a trained network's."""
        return self.gemm(x, name, classes, gain=3.0)

    def batch_norm(self, x: Value, name: str, *, epsilon: float = 1e-5) -> Value:
        channels, deviation = x.shape[1], np.sqrt(x.variance)
        scale = self._rng.uniform(0.6, 1.4, channels)
        shift = self._rng.normal(0.0, 0.2, channels)
        mean = CENTRING * x.mean + 0.1 * deviation * self._rng.standard_normal(channels)
        variance = (x.variance + (x.mean - mean) ** 2) * self._rng.uniform(0.7, 1.4, channels)
        arrays = {"weight": scale, "bias": shift, "running_mean": mean, "running_var": MARGIN * variance}
        names = [self._store(f"{name}.{key}", array.astype(np.float32)) for key, array in arrays.items()]
        self._node("BatchNormalization", [x.name, *names], name, epsilon=epsilon)
        gain = scale / np.sqrt(variance + epsilon)
        return Value(name, x.shape, gain[:, None] * (x.points - mean[:, None]) + shift[:, None])

    # Pointwise layers

    def relu(self, x: Value, name: str) -> Value:
        return self._pointwise("Relu", [x.name], x, name, lambda v: np.maximum(v, 0))

    def relu6(self, x: Value, name: str) -> Value:
        bounds = [self._constant(f"{name}.{key}", np.float32(v)) for key, v in (("min", 0), ("max", 6))]
        return self._pointwise("Clip", [x.name, *bounds], x, name, lambda v: np.clip(v, 0, 6))

    def hard_sigmoid(self, x: Value, name: str) -> Value:
        return self._pointwise("HardSigmoid", [x.name], x, name, _hard_sigmoid, alpha=1 / 6, beta=0.5)

    def hard_swish(self, x: Value, name: str) -> Value:
        return self._pointwise("HardSwish", [x.name], x, name, lambda v: v * _hard_sigmoid(v))

    def add(self, a: Value, b: Value, name: str) -> Value:
        self._node("Add", [a.name, b.name], name)
        return Value(name, a.shape, np.sort(a.points + b.points[:, SHUFFLED]))

    def mul(self, a: Value, b: Value, name: str) -> Value:
        """`a` times `b`, which is broadcast over a's spatial axes."""
        self._node("Mul", [a.name, b.name], name)
        return Value(name, a.shape, a.points * b.mean[:, None])

    def concat(self, values: Sequence[Value], name: str) -> Value:
        self._node("Concat", [v.name for v in values], name, axis=1)
        points = np.concatenate([v.points for v in values])
        return Value(name, (values[0].shape[0], len(points), *values[0].shape[2:]), points)

    # Pools and shapes

    def max_pool(self, x: Value, name: str, kernel: Axes, *, stride: Axes, pad: Axes = 0) -> Value:
        attributes, spatial = _window(name, x, kernel, stride, pad)
        self._node("MaxPool", [x.name], name, **attributes)
        ranks = PROBABILITIES ** (1 / prod(attributes["kernel_shape"])) * POINTS
        return Value(name, (*x.shape[:2], *spatial), x.points[:, ranks.astype(int)])

    def average_pool(self, x: Value, name: str, kernel: Axes, *, stride: Axes = 1) -> Value:
        attributes, spatial = _window(name, x, kernel, stride, 0)
        self._node("AveragePool", [x.name], name, **attributes)
        count = prod(attributes["kernel_shape"])
        return Value(name, (*x.shape[:2], *spatial), _gaussian(x.mean, x.variance / count))

    def global_average_pool(self, x: Value, name: str) -> Value:
        self._node("GlobalAveragePool", [x.name], name)
        shape = (*x.shape[:2], *(1 for _ in x.shape[2:]))
        return Value(name, shape, _gaussian(x.mean, x.variance / prod(x.shape[2:])))

    def spatial_mean(self, x: Value, name: str) -> Value:
        """The mean over all spatial axes, which are dropped."""
        self._node("ReduceMean", [x.name], name, axes=list(range(2, len(x.shape))), keepdims=0)
        return Value(name, x.shape[:2], _gaussian(x.mean, x.variance / prod(x.shape[2:])))

    def flatten(self, x: Value, name: str) -> Value:
        self._node("Flatten", [x.name], name, axis=1)
        size = prod(x.shape[2:])
        shape = (x.shape[0], x.shape[1] * size)
        return Value(name, shape, np.repeat(x.points, size, axis=0))

    # Nodes and tensors

    def _pointwise(
        self,
        op: str,
        inputs: Sequence[str],
        x: Value,
        name: str,
        function: Callable[[Array], Array],
        **attributes: Any,
    ) -> Value:
        self._node(op, inputs, name, **attributes)
        return Value(name, x.shape, np.sort(function(x.points)))

    def _node(self, op: str, inputs: Sequence[str], name: str, **attributes: Any) -> None:
        self.model.graph.node.append(helper.make_node(op, inputs, [name], name=name, **attributes))

    def _constant(self, name: str, array: Array | np.generic) -> str:
        self._node("Constant", [], name, value=numpy_helper.from_array(np.asarray(array)))
        return name

    def _bias(self, name: str, mean: Array, variance: Array) -> str:
        bias = 0.1 * np.sqrt(variance) * self._rng.standard_normal(len(mean)) - CENTRING * mean
        return self._store(f"{name}.bias", bias.astype(np.float32))

    def _store(self, name: str, array: Array) -> str:
        data = array.tobytes()
        tensor = self.model.graph.initializer.add(name=name, dims=array.shape)
        tensor.data_type = helper.np_dtype_to_tensor_dtype(array.dtype)
        tensor.raw_data = data
        return name

    def _normal(self, shape: tuple[int, ...], gain: float = 1.0) -> Array:
        """He-normal weights for (filters, fan-in…)."""
        weight = np.empty(shape, np.float32)
        parts = np.array_split(weight.reshape(-1), -(-weight.size // STREAM))
        deviation = np.float32(gain * sqrt(2 / prod(shape[1:])))

        def draw(rng: np.random.Generator, part: Array) -> None:
            rng.standard_normal(out=part, dtype=np.float32)
            part *= deviation

        with ThreadPoolExecutor() as pool:
            list(pool.map(draw, self._rng.spawn(len(parts)), parts))
        return weight


def _hard_sigmoid(v: Array) -> Array:
    return np.clip(v / 6 + 0.5, 0, 1)


def _per_axis(value: Axes, rank: int) -> tuple[int, ...]:
    return (value,) * rank if isinstance(value, int) else value


def _window(
    name: str, x: Value, kernel: Axes, stride: Axes, pad: Axes
) -> tuple[dict[str, tuple[int, ...]], tuple[int, ...]]:
    """The ONNX attributes of a sliding window and the spatial shape it produces."""
    rank = len(x.shape) - 2
    kernels, strides, pads = (_per_axis(v, rank) for v in (kernel, stride, pad))
    sizes = zip(x.shape[2:], kernels, strides, pads, strict=True)
    spatial = tuple((size + 2 * p - k) // s + 1 for size, k, s, p in sizes)
    if min(spatial) < 1:
        raise ValueError(f"{name}: an input of shape {x.shape} is too small for a window of {kernels}")
    return {"kernel_shape": kernels, "strides": strides, "pads": pads + pads}, spatial


def _coverage(
    sizes: tuple[int, ...],
    outputs: tuple[int, ...],
    kernel_shape: tuple[int, ...],
    strides: tuple[int, ...],
    pads: tuple[int, ...],
) -> Array:
    """For every tap of the kernel, flattened, the share of output positions where it lies inside the input."""
    shares = np.ones(1)
    for size, out, kernel, stride, pad in zip(sizes, outputs, kernel_shape, strides, pads, strict=False):
        index = np.arange(out)[:, None] * stride - pad + np.arange(kernel)
        inside = ((index >= 0) & (index < size)).mean(axis=0)
        shares = np.multiply.outer(shares, inside).reshape(-1)
    return shares


def _through_conv(weight: Array, x: Value, groups: int, coverage: Array) -> tuple[Array, Array]:
    """Mean and variance of each filter's output, over inputs and positions: a tap reads x or, past the border, zero."""
    filters, fan_channels = weight.shape[:2]
    taps = weight.reshape(groups, filters // groups, fan_channels, -1)
    mean, variance = (v.reshape(groups, fan_channels, 1) for v in (x.mean, x.variance))
    squares = np.square(taps)
    means = taps @ coverage @ mean
    variances = squares @ coverage @ variance + squares @ (coverage * (1 - coverage)) @ mean**2
    return means.reshape(filters), variances.reshape(filters)


def _gaussian(mean: Array, variance: Array) -> Array:
    return mean[:, None] + np.sqrt(variance)[:, None] * GAUSSIAN


def scaled(channels: int, width: float) -> int:
    """A channel count times a width factor, at least 1."""
    return max(1, round(channels * width))


def rounded(channels: float, divisor: int = 8) -> int:
    """The nearest multiple of `divisor` that is not under 90 % of `channels`: the MobileNets' rule."""
    nearest = max(divisor, int(channels + divisor / 2) // divisor * divisor)
    return nearest + divisor if nearest < 0.9 * channels else nearest
