"""The `pconv` dialect: it means what `nn.conv` means on the same weights, in every form they come in."""

from typing import Any

import numpy as np
import pytest
from prunir.dialects import nn, pconv
from prunir.dialects.reference import interpret
from prunir.errors import WeightError
from prunir.schemes import PRUNED, Sparsity, block_punched, pack, pattern_connectivity, unstructured
from prunir.schemes.patterns import select_patterns
from prunir.weights import Weight
from xdsl.builder import ImplicitBuilder
from xdsl.dialects import func
from xdsl.dialects.builtin import ModuleOp, TensorType, f32
from xdsl.ir import Block, Region
from xdsl.utils.exceptions import VerifyException

SHAPES = [(1, 6, 9), (2, 6, 5, 7), (1, 6, 4, 5, 3)]
KERNELS = {3: (3,), 4: (3, 3), 5: (2, 3, 2)}


def random(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape, np.float32)


def pruned(kernel: tuple[int, ...], group: int, filters: int = 10, channels: int = 6):
    """Weights that follow a scheme, and their structure."""
    w = random(filters, channels, *kernel)
    if set(kernel) == {1}:
        found = unstructured.choose(w, 3.0, group)
    else:
        found = pattern_connectivity.choose(w, select_patterns([w], 4, 2), group, 2.0)
    return found.apply(w), found


def network(conv, *inputs: np.ndarray) -> ModuleOp:
    """`main`, of the one operation that `conv` makes from the arguments."""
    types = [TensorType(f32, x.shape) for x in inputs]
    block = Block(arg_types=types)
    with ImplicitBuilder(block) as arguments:
        y = conv(*arguments).result
        func.ReturnOp(y)
    module = ModuleOp([func.FuncOp("main", (types, [y.type]), Region(block))])
    module.verify()
    return module


def geometry(rank: int, stride: int) -> dict[str, Any]:
    r = rank - 2
    return {"strides": [stride] * r, "pads": [1] * r + [0] * r, "dilations": [2] + [1] * (r - 1)}


def punched(kernel: tuple[int, ...], group: int, filters: int = 10, channels: int = 6):
    """Weights punched in blocks that divide neither filters nor channels, and their structure."""
    found = block_punched.choose(w := random(filters, channels, *kernel), 2.0, group, 4)
    return found.apply(w), found


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("group", [1, 4])
@pytest.mark.parametrize("make", [pruned, punched])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_conv_means_what_nn_conv_means(shape, make, group, stride):
    w, found = make(KERNELS[len(shape)], group)
    scheme = pconv.scheme_of(found)
    options: dict[str, Any] = {**geometry(len(shape), stride), "activation": nn.ActivationAttr.of("relu")}
    x, bias = random(*shape, seed=1), random(len(w), seed=2)

    def dense(x, bias):
        return nn.ConvOp.of(x, nn.ConstantOp.of(w).result, bias, **options)

    def scheduled(x, bias):
        return pconv.ConvOp.of(x, nn.ConstantOp.of(w).result, bias, scheme=scheme, **options)

    def packed(x, bias):
        return pconv.ConvOp.of(x, pconv.ConstantOp.of(pack(w, found), scheme).result, bias, **options)

    (expected,) = interpret(network(dense, x, bias), (x, bias))
    for form in (scheduled, packed):
        (answer,) = interpret(network(form, x, bias), (x, bias))
        assert answer.tobytes() == expected.tobytes()


@pytest.mark.parametrize("group", [1, 4])
@pytest.mark.parametrize("kernel", [(1,), (3,), (1, 1), (3, 3), (2, 2, 3)], ids=str)
def test_a_packed_constant_holds_what_was_packed(kernel, group):
    w, found = pruned(kernel, group)
    packed = pack(w, found)
    constant = pconv.ConstantOp.of(packed, pconv.scheme_of(found))
    constant.verify()
    again = constant.fkw()
    assert (again.shape, again.patterns, again.group) == (packed.shape, packed.patterns, group)
    for name in ("offset", "reorder", "index", "stride", "weight"):
        assert np.array_equal(getattr(again, name), getattr(packed, name)), name


def constant_conv(value, scheme: pconv.SchemeAttr, shape: tuple[int, ...]):
    """A function that makes a pruned convolution with the constant `value`."""

    def make(x):
        w = nn.ConstantOp.of_attribute(value, TensorType(f32, shape)).result
        return pconv.ConvOp.of(x, w, scheme=scheme, **geometry(len(shape), 1))

    return make


def test_weights_that_break_the_scheme_are_found():
    w, found = pruned((3, 3), 4)
    broken = w.copy()
    broken[5, 2] = 1
    value = nn.array_attribute(broken)
    with pytest.raises(VerifyException, match="C8: filters 4 to 7, channel 2: no pattern covers"):
        network(constant_conv(value, pconv.scheme_of(found), w.shape), random(*SHAPES[1]))


def test_weights_that_are_not_at_hand_are_not_checked():
    w, found = pruned((3, 3), 1)
    value = nn.WeightAttr(Weight("00"))
    module = network(constant_conv(value, pconv.scheme_of(found), w.shape), random(*SHAPES[1]))
    with pytest.raises(WeightError, match="weight 00 is not at hand"):
        interpret(module, [random(*SHAPES[1])])


def test_packed_weights_that_are_not_at_hand():
    w, found = pruned((3, 3), 1)
    constant = pconv.ConstantOp.of(pack(w, found), pconv.scheme_of(found))
    constant.properties["weight"] = nn.WeightAttr(Weight("00"))
    constant.verify()
    with pytest.raises(WeightError, match="not at hand"):
        constant.fkw()


def test_the_structure_of_a_weight_is_computed_once():
    """The verifier runs after every pass; a network's worth of weights must not be searched each time."""
    w, found = pruned((3, 3), 1)
    module = network(
        constant_conv(nn.array_attribute(w), pconv.scheme_of(found), w.shape), random(*SHAPES[1])
    )
    (conv,) = (op for op in module.walk() if isinstance(op, pconv.ConvOp))
    first = conv.sparsity()
    module.verify()
    assert conv.sparsity() is first
    assert isinstance(first, Sparsity) and (first.ids == found.ids).all()


def test_an_all_zero_layer_follows_every_scheme():
    w, found = np.zeros((10, 6, 3, 3), np.float32), pruned((3, 3), 4)[1]
    x = random(*SHAPES[1])
    module = network(constant_conv(nn.array_attribute(w), pconv.scheme_of(found), w.shape), x)
    assert not interpret(module, [x])[0].any()
    empty = Sparsity(found.scheme, found.patterns, 4, np.full((10, 6), PRUNED, np.int16))
    packed = pconv.ConstantOp.of(pack(w, empty), pconv.scheme_of(empty))
    packed.verify()
    assert packed.fkw().kernels == 0
