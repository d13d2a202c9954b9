"""What changed between opsets: each form of an operator gives the answer of onnx's reference, or a known one."""

from __future__ import annotations

import math

import numpy as np
import onnxruntime
import pytest
from onnx import ModelProto, TensorProto
from onnx_models import NEWEST, check_against_reference, feeds_for, model, node
from prunir.dialects.reference import interpret
from prunir.errors import FrontendError
from prunir.frontends.onnx import import_model

OPSETS = (7, 9, 11, 13, 17, 21, NEWEST)
RNG = np.random.default_rng(0)
W = RNG.standard_normal((6, 3, 3, 3), np.float32)
ORT_NEWEST = 21
"""The newest opset of these tests that onnxruntime is asked for."""


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def check(proto: ModelProto) -> None:
    """Against onnxruntime, which knows the old opsets best, or against onnx's reference for the newest ones."""
    opset = proto.opset_import[0].version
    if opset > ORT_NEWEST:
        check_against_reference(proto)
        return
    feeds = feeds_for(proto)
    session = onnxruntime.InferenceSession(proto.SerializeToString(), providers=["CPUExecutionProvider"])
    check_against_reference(proto, session.run(None, feeds))


def configured(
    op: str, opset: int, since: int, names: list[str], values: dict, extra: dict | None = None, **shape
) -> ModelProto:
    """A model of one operator whose configuration was attributes before opset `since`, and operands from then on."""
    constants = {k: ints(*v) for k, v in values.items()}
    if opset < since:
        return model([node(op, "x", "y", **values, **(extra or {}))], shape, ["y"], opset=opset)
    while names and names[-1] not in values:
        names = names[:-1]
    inputs = " ".join(["x", *(name if name in values else "_" for name in names)])
    return model([node(op, inputs, "y", **(extra or {}))], shape, ["y"], constants, opset=opset)


@pytest.mark.parametrize("opset", OPSETS)
def test_a_small_network(opset: int) -> None:
    """What hardly any opset changed: convolution, batch norm, pools, fully connected."""
    nodes = [
        node("Conv", "x w b", "c", pads=[1, 1, 1, 1], strides=[2, 2]),
        node("BatchNormalization", "c scale bias mean var", "n"),
        node("Relu", "n", "r"),
        node("MaxPool", "r", "m", kernel_shape=[2, 2], strides=[1, 1]),
        node("GlobalAveragePool", "m", "g"),
        node("Flatten", "g", "f"),
        node("Gemm", "f fc fb", "y", transB=1, alpha=0.5),
    ]
    constants = {
        "w": W,
        "b": np.ones(6, np.float32),
        **{name: RNG.random(6, np.float32) + 0.5 for name in ("scale", "bias", "mean", "var")},
        "fc": RNG.standard_normal((4, 6), np.float32),
        "fb": np.ones(4, np.float32),
    }
    check(model(nodes, {"x": (2, 3, 9, 7)}, ["y"], constants, opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
def test_clip(opset: int) -> None:
    if opset < 11:
        nodes, constants = [node("Clip", "x", "y", min=-0.5, max=0.25)], {}
    else:
        nodes, constants = [node("Clip", "x lo hi", "y")], {"lo": np.float32(-0.5), "hi": np.float32(0.25)}
    check(model(nodes, {"x": (3, 4)}, ["y"], constants, opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
def test_clip_with_one_limit(opset: int) -> None:
    clip = node("Clip", "x", "y", max=0.0) if opset < 11 else node("Clip", "x _ hi", "y")
    constants = {} if opset < 11 else {"hi": np.float32(0)}
    module = import_model(model([clip], {"x": (4,)}, ["y"], constants, opset=opset))
    x = np.array([-math.inf, -3, 2, math.inf], np.float32)
    np.testing.assert_array_equal(interpret(module, [x])[0], np.minimum(x, 0))


@pytest.mark.parametrize("opset", OPSETS)
@pytest.mark.parametrize("axis", (0, 1, 2))
@pytest.mark.parametrize("op", ("Softmax", "LogSoftmax"))
def test_softmax_flattens_before_13(op: str, opset: int, axis: int) -> None:
    check(model([node(op, "x", "y", axis=axis)], {"x": (2, 3, 4)}, ["y"], opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
def test_softmax_default_axis(opset: int) -> None:
    check(model([node("Softmax", "x", "y")], {"x": (2, 3, 4)}, ["y"], opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
@pytest.mark.parametrize("mode", ("constant", "reflect", "edge"))
def test_pad(opset: int, mode: str) -> None:
    proto = configured("Pad", opset, 11, ["pads"], {"pads": [0, 1, 2, 1, 0, 3]}, {"mode": mode}, x=(2, 4, 5))
    check(proto)


@pytest.mark.parametrize("opset", OPSETS)
def test_pad_cuts_where_it_is_negative(opset: int) -> None:
    proto = configured("Pad", opset, 11, ["pads"], {"pads": [0, -1, 2, 1]}, x=(2, 4))
    x = feeds_for(proto)["x"]
    check_against_reference(proto, [np.pad(x[:, 1:], [(0, 2), (0, 1)])])


@pytest.mark.parametrize("opset", OPSETS)
@pytest.mark.parametrize("axes", ([1], [1, 3], None))
def test_squeeze(opset: int, axes: list[int] | None) -> None:
    check(configured("Squeeze", opset, 13, ["axes"], {} if axes is None else {"axes": axes}, x=(2, 1, 3, 1)))


@pytest.mark.parametrize("opset", OPSETS)
def test_unsqueeze(opset: int) -> None:
    check(configured("Unsqueeze", opset, 13, ["axes"], {"axes": [3, 0]}, x=(2, 3)))


@pytest.mark.parametrize("opset", [o for o in OPSETS if o >= 11])
def test_negative_axes(opset: int) -> None:
    check(configured("Unsqueeze", opset, 13, ["axes"], {"axes": [-1]}, x=(2, 3)))
    check(configured("Squeeze", opset, 13, ["axes"], {"axes": [-2]}, x=(2, 1, 3)))
    check(model([node("Concat", "x x", "y", axis=-2)], {"x": (2, 3)}, ["y"], opset=opset))
    check(model([node("Flatten", "x", "y", axis=-1)], {"x": (2, 3, 4)}, ["y"], opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
@pytest.mark.parametrize("bounds", (([1], [-1], [2]), ([0, -3], [9, 9], [0, 1]), ([2], [2**31], None)))
def test_slice(opset: int, bounds: tuple) -> None:
    values = dict(zip(("starts", "ends", "axes"), bounds, strict=True))
    values = {k: v for k, v in values.items() if v is not None}
    check(configured("Slice", opset, 10, ["starts", "ends", "axes"], values, x=(4, 5, 6)))


@pytest.mark.parametrize("steps", (2, -1, -2))
def test_slice_with_steps(steps: int) -> None:
    start, end = (0, 9) if steps > 0 else (-1, -9)
    constants = {"s": ints(start), "e": ints(end), "a": ints(1), "t": ints(steps)}
    check(model([node("Slice", "x s e a t", "y")], {"x": (2, 5)}, ["y"], constants, opset=13))


@pytest.mark.parametrize("opset", OPSETS)
def test_split(opset: int) -> None:
    nodes = [
        node(
            "Split", "x" if opset < 13 else "x s", "a b", axis=1, **({"split": [1, 3]} if opset < 13 else {})
        )
    ]
    constants = {} if opset < 13 else {"s": ints(1, 3)}
    check(model(nodes, {"x": (2, 4)}, ["a", "b"], constants, opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
def test_equal_split(opset: int) -> None:
    count = {"num_outputs": 3} if opset >= 18 else {}
    check(model([node("Split", "x", "a b c", **count)], {"x": (6, 2)}, ["a", "b", "c"], opset=opset))


def test_uneven_split() -> None:
    check(model([node("Split", "x", "a b c", num_outputs=3)], {"x": (7, 2)}, ["a", "b", "c"], opset=18))


@pytest.mark.parametrize("opset", OPSETS)
@pytest.mark.parametrize(
    "op, since", (("ReduceSum", 13), ("ReduceMean", 18), ("ReduceMax", 18), ("ReduceL2", 18))
)
@pytest.mark.parametrize("keepdims", (0, 1))
def test_reductions(opset: int, op: str, since: int, keepdims: int) -> None:
    for axes in ({"axes": [0, 2]}, {}):
        check(configured(op, opset, since, ["axes"], axes, {"keepdims": keepdims}, x=(2, 3, 4)))


@pytest.mark.parametrize("opset", (13, 18, NEWEST))
def test_reduction_over_no_axes(opset: int) -> None:
    check(model([node("ReduceSum", "x", "y", noop_with_empty_axes=1)], {"x": (2, 3)}, ["y"], opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
def test_dropout_is_the_identity(opset: int) -> None:
    attributes = {"ratio": 0.9} if opset < 12 else {}
    nodes = [node("Dropout", "x", "y", **attributes)]
    module = import_model(model(nodes, {"x": (2, 3)}, ["y"], opset=opset))
    x = RNG.standard_normal((2, 3), np.float32)
    np.testing.assert_array_equal(interpret(module, [x])[0], x)


def test_batch_normalization_of_old_opsets_with_statistics_per_element_is_refused() -> None:
    norm = node("BatchNormalization", "x s s s s", "y", name="bn", spatial=0)
    with pytest.raises(FrontendError, match=r"node 'bn' \(BatchNormalization\): .*spatial = 0"):
        import_model(model([norm], {"x": (1, 3, 2, 2)}, ["y"], {"s": np.ones(3, np.float32)}, opset=7))


@pytest.mark.parametrize("opset", (7, 9))
@pytest.mark.parametrize("mode", ("nearest", "linear"))
def test_upsample(opset: int, mode: str) -> None:
    scales = [1.0, 1.0, 2.0, 3.0]
    nodes = [
        node("Upsample", "x", "y", mode=mode, scales=scales)
        if opset < 9
        else node("Upsample", "x s", "y", mode=mode)
    ]
    constants = {} if opset < 9 else {"s": np.array(scales, np.float32)}
    check(model(nodes, {"x": (1, 2, 3, 4)}, ["y"], constants, opset=opset))


@pytest.mark.parametrize("mode", ("nearest", "linear"))
def test_resize_of_opset_10(mode: str) -> None:
    constants = {"s": np.array([1, 1, 2.5, 0.5], np.float32)}
    check(model([node("Resize", "x s", "y", mode=mode)], {"x": (1, 2, 3, 4)}, ["y"], constants, opset=10))


@pytest.mark.parametrize("opset", (11, 13, 18, 21, NEWEST))
@pytest.mark.parametrize("mode", ("nearest", "linear"))
@pytest.mark.parametrize("coordinates", ("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel"))
def test_resize(opset: int, mode: str, coordinates: str) -> None:
    """Opset 11 wants operands for roi and scales even where they are not used."""
    constants = {"sizes": ints(1, 2, 6, 3), "e": np.zeros(0, np.float32)}
    inputs = "x e e sizes" if opset < 13 else "x _ _ sizes"
    resize = node(
        "Resize", inputs, "y", mode=mode, coordinate_transformation_mode=coordinates, nearest_mode="floor"
    )
    check(model([resize], {"x": (1, 2, 3, 5)}, ["y"], constants, opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
def test_reshape(opset: int) -> None:
    check(model([node("Reshape", "x s", "y")], {"x": (2, 3, 4)}, ["y"], {"s": ints(0, -1)}, opset=opset))


@pytest.mark.parametrize("opset", (12, 13, 15, NEWEST))
def test_power_of_two_types(opset: int) -> None:
    nodes = [node("Pow", "x e", "y")]
    check(model(nodes, {"x": (3,)}, ["y"], {"e": np.array(2, np.int64)}, opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
@pytest.mark.parametrize("op", ("Sum", "Max", "Min", "Mean"))
def test_variadic(op: str, opset: int) -> None:
    shapes = {"a": (2, 3), "b": (3,), "c": (2, 1)} if opset >= 8 else {"a": (2, 3), "b": (2, 3), "c": (2, 3)}
    check(model([node(op, "a b c", "y")], shapes, ["y"], opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
@pytest.mark.parametrize("op", ("Add", "Sub", "Mul", "Div"))
def test_broadcasting(op: str, opset: int) -> None:
    check(model([node(op, "a b", "y")], {"a": (2, 1, 4), "b": (3, 1)}, ["y"], opset=opset))


@pytest.mark.parametrize("opset", OPSETS)
def test_prelu(opset: int) -> None:
    check(model([node("PRelu", "x s", "y")], {"x": (2, 3, 4)}, ["y"], {"s": W[0, :, :1, 0]}, opset=opset))


@pytest.mark.parametrize("auto_pad", ("SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET"))
@pytest.mark.parametrize("stride", (1, 2, 3))
@pytest.mark.parametrize("op", ("Conv", "MaxPool", "AveragePool"))
def test_auto_pad(op: str, auto_pad: str, stride: int) -> None:
    inputs, constants = ("x w", {"w": W[..., :2]}) if op == "Conv" else ("x", {})
    attributes = {"kernel_shape": [3, 2], "auto_pad": auto_pad, "strides": [stride, 1]}
    check(model([node(op, inputs, "y", **attributes)], {"x": (1, 3, 8, 7)}, ["y"], constants, opset=17))


@pytest.mark.parametrize("opset", (10, 11, 13, 19, NEWEST))
@pytest.mark.parametrize("op", ("MaxPool", "AveragePool"))
def test_ceil_mode_of_pools_of_negatives(op: str, opset: int) -> None:
    include = {"count_include_pad": 1} if op == "AveragePool" else {}
    pool = node(op, "n", "y", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 0, 1], ceil_mode=1, **include)
    nodes = [node("Abs", "x", "a"), node("Neg", "a", "n"), pool]
    check(model(nodes, {"x": (1, 2, 6, 7)}, ["y"], opset=opset))


@pytest.mark.parametrize("rank", (1, 2, 3))
def test_grouped_dilated_convolutions_of_every_rank(rank: int) -> None:
    weight = RNG.standard_normal((4, 2, *[3] * rank), np.float32)
    conv = node("Conv", "x w", "y", group=2, dilations=[2] * rank, pads=[1] * rank + [2] * rank)
    check(model([conv], {"x": (1, 4, *[7] * rank)}, ["y"], {"w": weight}, opset=17))


@pytest.mark.parametrize("indices", (2, -1, [0, 2, 4], [3, 0, 3], [[0, 1], [4, 2]]))
@pytest.mark.parametrize("axis", (0, 1))
def test_gather(indices: object, axis: int) -> None:
    constants = {"i": np.array(indices, np.int64)}
    check(model([node("Gather", "x i", "y", axis=axis)], {"x": (5, 6)}, ["y"], constants, opset=17))


@pytest.mark.parametrize(
    "op, attributes",
    (
        ("Elu", {"alpha": 0.7}),
        ("Selu", {}),
        ("Celu", {"alpha": 2.0}),
        ("Softplus", {}),
        ("Softsign", {}),
        ("HardSigmoid", {"alpha": 0.3, "beta": 0.4}),
        ("LeakyRelu", {"alpha": 0.2}),
        ("HardSwish", {}),
        ("Mish", {}),
        ("Erf", {}),
        ("Round", {}),
        ("Tanh", {}),
    ),
)
def test_functions_of_one_operand(op: str, attributes: dict) -> None:
    """On values large enough to overflow an exponential that is not careful."""
    nodes = [node("Mul", "x k", "z"), node(op, "z", "y", **attributes)]
    check(model(nodes, {"x": (40,)}, ["y"], {"k": np.float32(60)}, opset=21))


@pytest.mark.parametrize("mode", ("DCR", "CRD"))
def test_depth_to_space(mode: str) -> None:
    check(
        model([node("DepthToSpace", "x", "y", blocksize=2, mode=mode)], {"x": (1, 8, 2, 3)}, ["y"], opset=13)
    )


@pytest.mark.parametrize("opset, broken", ((6, "opset 6"), (NEWEST + 1, f"opset {NEWEST + 1}")))
def test_other_opsets_are_refused(opset: int, broken: str) -> None:
    with pytest.raises(FrontendError, match=f"{broken} is not supported, only 7 to {NEWEST}"):
        import_model(model([node("Relu", "x", "y")], {"x": (1,)}, ["y"], opset=opset))


def test_operands_that_must_be_known() -> None:
    nodes = [node("Cast", "t", "shape", to=TensorProto.INT64), node("Reshape", "x shape", "y", name="view")]
    with pytest.raises(
        FrontendError, match=r"node 'view' \(Reshape\): its shape \(operand 1\) must be known"
    ):
        import_model(model(nodes, {"x": (2, 3), "t": (2,)}, ["y"]))
