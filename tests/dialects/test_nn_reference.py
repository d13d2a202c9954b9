"""The references of the `nn` operations against ONNX Runtime, or the ONNX reference where it takes more."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx.reference import ReferenceEvaluator
from prunir.dialects import nn
from prunir.dialects.reference.nn import evaluate

OPSET = 21
Build = Callable[..., Any]


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed + sum(shape)).standard_normal(shape).astype(np.float32)


def ours(build: Build, *inputs: np.ndarray, **properties: Any) -> tuple[np.ndarray, ...]:
    """The results of the operation that `build` makes of constants."""
    op = build(*(nn.ConstantOp.of(x).result for x in inputs), **properties)
    op.verify()
    results = evaluate(op, inputs)
    for result, value in zip(results, op.results, strict=True):
        assert nn.tensor_type(result) == value.type
    return results


def onnx_model(op_type: str, inputs: Sequence[np.ndarray | None], attributes: dict[str, Any], outputs: int):
    names = ["" if x is None else f"x{i}" for i, x in enumerate(inputs)]
    results = [f"y{i}" for i in range(outputs)]
    node = onnx.helper.make_node(op_type, names, results, **attributes)
    infos = [
        onnx.helper.make_tensor_value_info(n, onnx.helper.np_dtype_to_tensor_dtype(x.dtype), x.shape)
        for n, x in zip(names, inputs, strict=True)
        if x is not None
    ]
    graph = onnx.helper.make_graph(
        [node], "g", infos, [onnx.helper.make_empty_tensor_value_info(n) for n in results]
    )
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=10)
    return onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)


def theirs(
    op_type: str,
    *inputs: np.ndarray | None,
    outputs: int = 1,
    spec: bool = False,
    **attributes: Any,
) -> Any:
    """What ONNX Runtime, or with `spec` the ONNX reference, computes."""
    model = onnx_model(op_type, inputs, attributes, outputs)
    feed = {f"x{i}": x for i, x in enumerate(inputs) if x is not None}
    if spec:
        return ReferenceEvaluator(model).run(None, feed)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return session.run(None, feed)


def same(got: Sequence[np.ndarray], expected: Sequence[np.ndarray], rtol=1e-5, atol=1e-5) -> None:
    for a, b in zip(got, expected, strict=True):
        assert a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=rtol, atol=atol)


CONVOLUTIONS = {
    "1d": ((2, 4, 9), (6, 4, 3), {}),
    "1d strided, asymmetric": ((1, 4, 10), (6, 2, 3), {"strides": [2], "pads": [2, 1], "group": 2}),
    "2d same": ((1, 3, 6, 7), (5, 3, 3, 3), {"pads": [1, 1, 1, 1]}),
    "2d even kernel": ((2, 3, 6, 7), (5, 3, 2, 4), {"pads": [0, 1, 1, 2]}),
    "2d stride 2": ((1, 3, 7, 8), (5, 3, 3, 3), {"strides": [2, 2], "pads": [1, 1, 1, 1]}),
    "2d mixed strides, asymmetric": ((1, 3, 9, 8), (4, 3, 3, 2), {"strides": [3, 2], "pads": [0, 2, 1, 0]}),
    "2d dilated": ((1, 2, 9, 9), (4, 2, 3, 3), {"dilations": [2, 3], "pads": [2, 1, 0, 3]}),
    "2d grouped": ((1, 6, 5, 5), (9, 2, 3, 3), {"group": 3}),
    "2d depthwise": ((1, 6, 5, 5), (6, 1, 3, 3), {"group": 6, "strides": [2, 1], "pads": [1, 1, 1, 1]}),
    "2d multiplier": ((1, 3, 5, 5), (6, 1, 3, 3), {"group": 3}),
    "2d pointwise": ((2, 8, 4, 4), (3, 8, 1, 1), {"strides": [2, 2]}),
    "2d kernel as large as the input": ((1, 2, 4, 4), (3, 2, 4, 4), {}),
    "3d": ((1, 2, 5, 6, 4), (3, 2, 3, 3, 3), {"pads": [1, 1, 1, 1, 1, 1]}),
    "3d all": (
        (1, 4, 6, 7, 5),
        (4, 2, 3, 1, 2),
        {"strides": [2, 1, 2], "dilations": [1, 2, 2], "pads": [1, 0, 2, 0, 1, 1], "group": 2},
    ),
}


@pytest.mark.parametrize("with_bias", [False, True], ids=["plain", "bias"])
@pytest.mark.parametrize("case", CONVOLUTIONS)
def test_conv(case, with_bias):
    x, w, attributes = CONVOLUTIONS[case]
    r = len(x) - 2
    inputs = [normal(*x), normal(*w), *([normal(w[0])] if with_bias else [])]
    full: dict[str, Any] = {"strides": [1] * r, "pads": [0] * 2 * r, "dilations": [1] * r, **attributes}
    same(ours(nn.ConvOp.of, *inputs, **full), theirs("Conv", *inputs, **full), rtol=1e-4)


def test_conv_adds_bias_and_residual_before_it_activates():
    x, w, bias = normal(1, 3, 5, 5), normal(4, 3, 3, 3), normal(4)
    plain: dict[str, Any] = {"strides": [1, 1], "pads": [0, 0, 0, 0], "dilations": [1, 1]}
    (y,) = theirs("Conv", x, w, **plain)
    residual = normal(*y.shape)
    total = y + bias.reshape(-1, 1, 1) + residual
    got = ours(
        nn.ConvOp.of, x, w, bias, residual, **plain, activation=nn.ActivationAttr.of("clip", (-0.5, 1.0))
    )
    same(got, [np.clip(total, -0.5, 1.0)])


POOLS = {
    "1d": ((1, 2, 9), {"kernel_shape": [3], "strides": [2], "pads": [1, 0]}),
    "2d": ((2, 3, 8, 8), {"kernel_shape": [2, 2], "strides": [2, 2]}),
    "2d padded": ((1, 3, 7, 6), {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
    "2d asymmetric": ((1, 2, 7, 9), {"kernel_shape": [3, 4], "strides": [2, 3], "pads": [0, 2, 2, 1]}),
    "2d stride 1": ((1, 2, 5, 5), {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}),
    "2d ceil": ((1, 2, 6, 8), {"kernel_shape": [3, 3], "strides": [2, 2], "ceil_mode": 1}),
    "2d ceil padded": (
        (1, 2, 6, 7),
        {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1], "ceil_mode": 1},
    ),
    "2d ceil, last window would start in the end padding": (
        (1, 1, 4, 4),
        {"kernel_shape": [2, 2], "strides": [2, 2], "pads": [0, 0, 1, 1], "ceil_mode": 1},
    ),
    "2d dilated": ((1, 2, 8, 9), {"kernel_shape": [3, 2], "dilations": [2, 3], "pads": [2, 0, 1, 1]}),
    "2d dilated ceil": (
        (1, 2, 8, 9),
        {
            "kernel_shape": [3, 2],
            "dilations": [2, 3],
            "strides": [2, 2],
            "pads": [1, 1, 1, 1],
            "ceil_mode": 1,
        },
    ),
    "3d": (
        (1, 2, 5, 6, 4),
        {"kernel_shape": [3, 2, 2], "strides": [2, 2, 1], "pads": [1, 0, 1, 1, 1, 0], "ceil_mode": 1},
    ),
}


def pool_case(case: str) -> tuple[np.ndarray, dict[str, Any]]:
    """The case with all attributes, on an input that is negative everywhere."""
    shape, attributes = POOLS[case]
    r = len(shape) - 2
    full = {"strides": [1] * r, "pads": [0] * 2 * r, "dilations": [1] * r, "ceil_mode": 0, **attributes}
    return -1 - abs(normal(*shape)), full


@pytest.mark.parametrize("case", POOLS)
def test_max_pool(case):
    x, attributes = pool_case(case)
    same(ours(nn.MaxPoolOp.of, x, **attributes), theirs("MaxPool", x, **attributes))


@pytest.mark.parametrize("include", [0, 1])
@pytest.mark.parametrize("case", POOLS)
def test_avg_pool(case, include):
    x, attributes = pool_case(case)
    attributes["count_include_pad"] = include
    same(ours(nn.AvgPoolOp.of, x, **attributes), theirs("AveragePool", x, **attributes))


@pytest.mark.parametrize("shape", [(1, 2, 5), (2, 3, 4, 5), (1, 2, 3, 4, 5)])
def test_global_pools(shape):
    x = -1 - abs(normal(*shape))
    same(ours(nn.GlobalAvgPoolOp.of, x), theirs("GlobalAveragePool", x))
    same(ours(nn.GlobalMaxPoolOp.of, x), theirs("GlobalMaxPool", x))


@pytest.mark.parametrize("c", [None, (), (1,), (4,), (1, 4), (3, 1), (3, 4)], ids=str)
@pytest.mark.parametrize(("trans_a", "trans_b"), list(itertools.product([0, 1], [0, 1])))
def test_gemm(trans_a, trans_b, c):
    a, b = normal(3, 5), normal(5, 4)
    inputs = [
        a.T.copy() if trans_a else a,
        b.T.copy() if trans_b else b,
        *([] if c is None else [normal(*c)]),
    ]
    got = ours(nn.GemmOp.of, *inputs, trans_a=trans_a, trans_b=trans_b, alpha=0.5, beta=-2.0)
    same(got, theirs("Gemm", *inputs, transA=trans_a, transB=trans_b, alpha=0.5, beta=-2.0))


def test_gemm_activates():
    a, b = normal(3, 5), normal(5, 4)
    (plain,) = theirs("Gemm", a, b)
    same(ours(nn.GemmOp.of, a, b, activation=nn.ActivationAttr.of("relu")), [np.maximum(plain, 0)])


MATMULS = [
    ((3, 4), (4, 5)),
    ((4,), (4, 5)),
    ((3, 4), (4,)),
    ((4,), (4,)),
    ((2, 3, 4), (4, 5)),
    ((2, 3, 4), (4,)),
    ((4,), (2, 4, 5)),
    ((2, 1, 3, 4), (6, 4, 5)),
]


@pytest.mark.parametrize(("a", "b"), MATMULS, ids=str)
def test_matmul(a, b):
    inputs = normal(*a), normal(*b, seed=1)
    same(ours(nn.MatmulOp.of, *inputs), theirs("MatMul", *inputs))


@pytest.mark.parametrize("shape", [(4, 3), (2, 3, 5), (1, 3, 4, 5), (1, 3, 2, 4, 3)])
def test_batch_norm(shape):
    inputs = [normal(*shape), *(normal(3, seed=s) for s in range(3)), abs(normal(3, seed=4))]
    same(ours(nn.BatchNormOp.of, *inputs, epsilon=1e-3), theirs("BatchNormalization", *inputs, epsilon=1e-3))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 11])
def test_lrn(size):
    x = normal(6, 6, 3, 4)  # the ONNX reference takes the number of images for that of channels
    spec = size % 2 == 0  # ONNX Runtime takes odd sizes only
    parameters = {"size": size, "alpha": 0.3, "beta": 0.6, "bias": 1.5}
    same(ours(nn.LrnOp.of, x, **parameters), theirs("LRN", x, spec=spec, **parameters))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_softmax(axis):
    x = 100 * normal(3, 4, 5)  # overflows without the maximum taken off
    same(ours(nn.SoftmaxOp.of, x, axis=axis), theirs("Softmax", x, axis=axis))


WIDE = np.concatenate([np.linspace(-9, 9, 61), [0.0, -100.0, 100.0]]).astype(np.float32).reshape(4, 16)
ACTIVATIONS = {
    "relu": (nn.ReluOp, "Relu", {}),
    "leaky_relu": (nn.LeakyReluOp, "LeakyRelu", {"alpha": 0.1}),
    "sigmoid": (nn.SigmoidOp, "Sigmoid", {}),
    "hard_sigmoid": (nn.HardSigmoidOp, "HardSigmoid", {"alpha": 0.3, "beta": 0.4}),
    "hard_swish": (nn.HardSwishOp, "HardSwish", {}),
    "tanh": (nn.TanhOp, "Tanh", {}),
}


@pytest.mark.parametrize("case", ACTIVATIONS)
def test_activation(case):
    op, onnx_op, parameters = ACTIVATIONS[case]
    same(ours(op.of, WIDE, **parameters), theirs(onnx_op, WIDE, **parameters))


def test_silu():
    same(ours(nn.SiluOp.of, WIDE), [WIDE * theirs("Sigmoid", WIDE)[0]])


@pytest.mark.parametrize(("low", "high"), [(0, 6), (None, 1), (-1, None), (None, None), (2, -2)])
def test_clip(low, high):
    limits = [None if v is None else np.array(v, np.float32) for v in (low, high)]
    given = {k: v for k, v in {"min": low, "max": high}.items() if v is not None}
    same(ours(nn.ClipOp.of, WIDE, **given), theirs("Clip", WIDE, *limits))


@pytest.mark.parametrize("slope", [(), (1,), (3, 1, 1), (1, 4, 5), (2, 3, 4, 5)], ids=str)
def test_prelu(slope):
    inputs = normal(2, 3, 4, 5), normal(*slope, seed=1)
    same(ours(nn.PreluOp.of, *inputs), theirs("PRelu", *inputs))


@pytest.mark.parametrize("kind", nn.ACTIVATIONS)
def test_an_operation_and_the_epilogue_of_its_name_agree(kind):
    cls: Any
    (cls,) = [op for op in nn.NN.operations if op.name == f"nn.{kind}"]
    parameters = dict(zip(nn.ACTIVATIONS[kind], (0.25, 0.75), strict=False))
    op = cls.of(nn.ConstantOp.of(WIDE).result, **parameters)
    (expected,) = evaluate(op, [WIDE])
    identity = np.eye(16, dtype=np.float32)
    same(ours(nn.GemmOp.of, WIDE, identity, activation=op.activation), [expected], rtol=0, atol=0)


UNARY = ["Neg", "Abs", "Exp", "Log", "Sqrt", "Erf", "Floor", "Ceil", "Round", "Reciprocal"]


@pytest.mark.parametrize("name", UNARY)
def test_unary(name):
    x = np.concatenate([normal(40), [0.0, -0.0, 0.5, 1.5, 2.5, -0.5, -1.5, 90.0]]).astype(np.float32)
    same(ours(getattr(nn, f"{name}Op").of, x), theirs(name, x))


BINARY = {
    "Add": nn.AddOp,
    "Sub": nn.SubOp,
    "Mul": nn.MulOp,
    "Div": nn.DivOp,
    "Pow": nn.PowOp,
    "Max": nn.MaximumOp,
    "Min": nn.MinimumOp,
}
BROADCASTS = [
    ((2, 3), (2, 3)),
    ((2, 3, 4), (4,)),
    ((3, 1), (1, 4)),
    ((), (2, 3)),
    ((1, 3, 1, 1), (2, 1, 4, 5)),
]


@pytest.mark.parametrize(("a", "b"), BROADCASTS, ids=str)
@pytest.mark.parametrize("name", BINARY)
def test_binary(name, a, b):
    inputs = np.exp(normal(*a), out=np.empty(a, np.float32)), normal(*b, seed=1)
    same(ours(BINARY[name].of, *inputs), theirs(name, *inputs))


@pytest.mark.parametrize("dtype", [np.int32, np.int64])
@pytest.mark.parametrize("name", ["Add", "Sub", "Mul", "Div", "Max", "Min"])
def test_binary_on_integers(name, dtype):
    inputs = np.array([7, -7, 7, -7, 0], dtype), np.array([2, 2, -2, -2, 3], dtype)
    same(ours(BINARY[name].of, *inputs), theirs(name, *inputs), rtol=0, atol=0)


@pytest.mark.parametrize("keepdims", [0, 1])
@pytest.mark.parametrize("axes", [[0], [1, 2], [0, 3], [0, 1, 2, 3]], ids=str)
@pytest.mark.parametrize("name", ["ReduceMean", "ReduceSum", "ReduceMax"])
def test_reduce(name, axes, keepdims):
    x = -1 - abs(normal(2, 3, 4, 5))
    expected = theirs(name, x, np.array(axes, np.int64), keepdims=keepdims)
    same(ours(getattr(nn, f"{name}Op").of, x, axes=axes, keepdims=keepdims), expected)


def integers(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


X = normal(2, 3, 4, 5)


def test_reshape():
    same(ours(lambda x: nn.ReshapeOp.of(x, (6, 20)), X), theirs("Reshape", X, integers(6, 20)))


@pytest.mark.parametrize("axis", range(5))
def test_flatten(axis):
    same(ours(nn.FlattenOp.of, X, axis=axis), theirs("Flatten", X, axis=axis))


def test_squeeze_and_unsqueeze():
    wide = ours(nn.UnsqueezeOp.of, X, axes=[0, 3, 6])
    same(wide, theirs("Unsqueeze", X, integers(0, 3, 6)))
    same(ours(nn.SqueezeOp.of, wide[0], axes=[0, 6]), theirs("Squeeze", wide[0], integers(0, 6)))


@pytest.mark.parametrize("perm", [(0, 3, 1, 2), (3, 2, 1, 0), (1, 0, 2, 3)])
def test_transpose(perm):
    same(ours(nn.TransposeOp.of, X, perm=perm), theirs("Transpose", X, perm=perm))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_concat(axis):
    shapes = [[2, 3, 4] for _ in range(3)]
    for extra, shape in enumerate(shapes):
        shape[axis] += extra
    parts = [normal(*shape, seed=i) for i, shape in enumerate(shapes)]
    same(ours(lambda *p: nn.ConcatOp.of(p, axis=axis), *parts), theirs("Concat", *parts, axis=axis))


@pytest.mark.parametrize(
    ("starts", "limits", "steps"),
    [((0, 1, 0, 2), (2, 3, 4, 5), (1, 1, 1, 1)), ((1, 0, 0, 1), (2, 3, 3, 5), (1, 2, 2, 3))],
)
def test_slice(starts, limits, steps):
    expected = theirs(
        "Slice", X, integers(*starts), integers(*limits), integers(0, 1, 2, 3), integers(*steps)
    )
    same(ours(nn.SliceOp.of, X, starts=starts, limits=limits, steps=steps), expected)


@pytest.mark.parametrize(("axis", "sizes"), [(1, [1, 2]), (3, [2, 1, 2]), (0, [2])])
def test_split(axis, sizes):
    expected = theirs("Split", X, integers(*sizes), axis=axis, outputs=len(sizes))
    same(ours(nn.SplitOp.of, X, axis=axis, sizes=sizes), expected)


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect"])
@pytest.mark.parametrize("pads", [(0, 0, 1, 2, 0, 0, 3, 1), (1, 2, 0, 0, 0, 1, 0, 4), (0,) * 8], ids=str)
def test_pad(pads, mode):
    expected = theirs("Pad", X, integers(*pads), np.array(-1.5, np.float32), mode=mode)
    same(ours(nn.PadOp.of, X, pads=pads, mode=mode, value=-1.5), expected)


def test_pad_of_integers():
    x = integers(1, 2, 3)
    same(ours(nn.PadOp.of, x, pads=(1, 2), value=7.0), theirs("Pad", x, integers(1, 2), np.array(7)))


COORDINATES = ["half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners", "half_pixel_symmetric"]
SIZES = [(8, 10), (2, 2), (7, 3), (1, 9), (4, 5), (3, 13)]


def rounds_alike(coordinates: str, scale: float) -> bool:
    """Five points become three: the middle one stays, but ONNX Runtime misses it by a rounding error."""
    return coordinates != "half_pixel_symmetric" or scale != 0.6


def resize_with_sizes(x, size, **attributes):
    scales = [b / a for a, b in zip(x.shape, size, strict=True)]
    sizes = integers(*size)
    got = ours(
        lambda v: nn.ResizeOp.of(
            v,
            size,
            mode=attributes["mode"],
            coordinate_mode=attributes["coordinate_transformation_mode"],
            nearest_mode=attributes.get("nearest_mode", "floor"),
            scales=scales,
        ),
        x,
    )
    return got, theirs("Resize", x, None, None, sizes, **attributes)


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("coordinates", COORDINATES)
def test_resize_linear(coordinates, size):
    same(*resize_with_sizes(X, (2, 3, *size), mode="linear", coordinate_transformation_mode=coordinates))


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("rounding", ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"])
@pytest.mark.parametrize("coordinates", COORDINATES)
def test_resize_nearest(coordinates, rounding, size):
    if not rounds_alike(coordinates, size[1] / X.shape[3]):
        size = (7, 4)
    pair = resize_with_sizes(
        X, (2, 3, *size), mode="nearest", coordinate_transformation_mode=coordinates, nearest_mode=rounding
    )
    same(*pair)


@pytest.mark.parametrize("mode", ["nearest", "linear"])
@pytest.mark.parametrize("scale", [0.5, 0.6, 1.3, 2.0, 2.5])
@pytest.mark.parametrize("coordinates", COORDINATES)
def test_resize_by_scales(coordinates, scale, mode):
    scale = scale if rounds_alike(coordinates, scale) else 0.7
    scales = np.array([1, 1, scale, scale], np.float32)
    size = [int(np.floor(n * s)) for n, s in zip(X.shape, scales, strict=True)]
    expected = theirs(
        "Resize", X, None, scales, mode=mode, coordinate_transformation_mode=coordinates, nearest_mode="floor"
    )
    properties = {"mode": mode, "coordinate_mode": coordinates, "nearest_mode": "floor"}
    got = ours(lambda v: nn.ResizeOp.of(v, size, scales=scales.tolist(), **properties), X)
    same(got, expected)


@pytest.mark.parametrize(
    ("source", "target"),
    list(itertools.permutations([np.float32, np.float64, np.int32, np.int64, np.bool_, np.uint8], 2)),
)
def test_cast(source, target):
    x = np.array([0, 1, 2, 100, 7.9], np.float64).astype(source)
    to = onnx.helper.np_dtype_to_tensor_dtype(np.dtype(target))
    got = ours(lambda v: nn.CastOp.of(v, nn.element_type(np.dtype(target))), x)
    same(got, theirs("Cast", x, to=to), rtol=0, atol=0)


def test_identity():
    same(ours(nn.IdentityOp.of, X), [X])
