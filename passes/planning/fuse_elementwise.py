"""Elementwise operations in a row become one."""

from __future__ import annotations

from dataclasses import dataclass

from xdsl.context import Context
from xdsl.dialects import memref
from xdsl.dialects.builtin import ModuleOp, TensorType
from xdsl.ir import Block, Operation, SSAValue
from xdsl.passes import ModulePass
from xdsl.rewriter import InsertPoint, Rewriter

from ...dialects import nn, plan
from ...dialects.nn._base import NNOp
from ._program import entries

Elementwise = NNOp | plan.ElementwiseOp

MOST_STEPS = 16
"""More operations in a row than this would need more values at once than there are registers."""

CHEAP = ("relu", "leaky_relu", "clip", "hard_sigmoid", "hard_swish")
"""Activations of a few instructions. The others, and functions that are polynomials, are no faster in a row: x·tanh(log(1 + exp(x))) as one takes
1.04 times as long as with its three functions apart, where cheap operations become 3 times as fast (1×64×112×112, Zen 4)."""


def _is_elementwise(op: Operation) -> bool:
    kinds = nn.UnaryOp | nn.BinaryOp | nn.ActivationOp | nn.PreluOp
    return isinstance(op, plan.ElementwiseOp) or (isinstance(op, kinds) and not isinstance(op, nn.IdentityOp))


def _producer(consumer: Elementwise) -> Elementwise | None:
    """An elementwise operation that makes an input of `consumer` for it alone, in the consumer's shape."""
    for x in consumer.inputs:
        users = {use.operation for use in x.uses} - {consumer}
        maker = users.pop() if len(users) == 1 else None
        if (
            isinstance(x.owner, memref.AllocOp)
            and nn.shape_of(x) == nn.shape_of(consumer.answer)
            and isinstance(maker, Elementwise)
            and _is_elementwise(maker)
            and maker.answer is x
            and len(steps := [*_steps(maker), *_steps(consumer)]) <= MOST_STEPS
            and sum(map(_is_long, steps)) <= 1
        ):
            return maker
    return None


def _steps(op: Elementwise) -> list[NNOp]:
    return op.steps if isinstance(op, plan.ElementwiseOp) else [op]


def _is_long(step: NNOp) -> bool:
    """Whether an element takes many instructions."""
    if isinstance(step, nn.ActivationOp):
        return step.kind not in CHEAP
    return isinstance(step, nn.ExpOp | nn.LogOp | nn.ErfOp | nn.PowOp)


def _fuse(producer: Elementwise, consumer: Elementwise) -> plan.ElementwiseOp:
    """Put one operation in the place of the consumer."""
    made = producer.answer
    sources = [producer.inputs if x is made else (x,) for x in consumer.inputs]
    inputs = list(dict.fromkeys(x for each in sources for x in each))
    block = Block(arg_types=[TensorType(nn.element_of(x), []) for x in inputs])
    values: dict[SSAValue, SSAValue] = dict(zip(inputs, block.args, strict=True))
    values[made] = _append(block, producer, values)
    block.add_op(plan.YieldOp.build(operands=(_append(block, consumer, values),)))
    fused = plan.ElementwiseOp.of(inputs, consumer.answer, block)
    fused.location = consumer.location
    Rewriter.insert_op(fused, InsertPoint.before(consumer))
    for op in (consumer, producer, made.owner):
        assert isinstance(op, Operation)
        Rewriter.erase_op(op)
    return fused


def _append(block: Block, op: Elementwise, values: dict[SSAValue, SSAValue]) -> SSAValue:
    """What `op` computes, of the element that `values` has for each of its inputs."""
    if isinstance(op, plan.ElementwiseOp):
        mapped: dict[SSAValue, SSAValue] = {
            argument: values[x] for argument, x in zip(op.body.block.args, op.inputs, strict=True)
        }
        for step in op.steps:
            mapped[step.results[0]] = _append_step(block, step, mapped)
        return mapped[op.yielded]
    return _append_step(block, op, values)


def _append_step(block: Block, op: NNOp, values: dict[SSAValue, SSAValue]) -> SSAValue:
    step = type(op).build_inferred([values[x] for x in op.inputs], op.properties)
    step.location = op.location
    block.add_op(step)
    return step.results[0]


@dataclass(frozen=True)
class FuseElementwisePass(ModulePass):
    """Compute elementwise operations in a row element by element, as one `plan.elementwise`: what one makes and only the next one takes
    needs no buffer, and no way through memory.

    A value that several operations take stays as it is, and so does one that broadcasts: it would be computed again and again. At
    most 16 operations become one, of which one is a function that takes long (exp, tanh and the like): these gain nothing in a row.

    Preconditions: destination form, memory not yet planned.

    Before:
    ```mlir
    %t = memref.alloc() : memref<1x8xf32>
    nn.exp %x into(%t : memref<1x8xf32>) : memref<1x8xf32>
    nn.add %t, %b into(%y : memref<1x8xf32>) : memref<1x8xf32>, memref<8xf32>
    ```
    After:
    ```mlir
    plan.elementwise %x, %b into(%y : memref<1x8xf32>) : memref<1x8xf32>, memref<8xf32> {
    ^bb0(%0: tensor<f32>, %1: tensor<f32>):
      %2 = nn.exp %0 : tensor<f32> -> tensor<f32>
      %3 = nn.add %2, %1 : tensor<f32>, tensor<f32> -> tensor<f32>
      plan.yield %3 : tensor<f32>
    }
    ```
    """

    name = "fuse-elementwise"

    def apply(self, ctx: Context, op: ModuleOp) -> None:
        for entry in list(entries(op)):
            for consumer in list(entry.body.block.ops):
                if (
                    isinstance(consumer, Elementwise)
                    and _is_elementwise(consumer)
                    and consumer.out is not None
                ):
                    while (producer := _producer(consumer)) is not None:
                        consumer = _fuse(producer, consumer)
