"""Greedy rewriting ends, says why when it would not, and carries locations on."""

import pytest
from prunir.diagnostics import IRError, location_text
from prunir.passes._rewriting import rewrite_greedily
from xdsl.dialects import test
from xdsl.dialects.arith import AddiOp, ConstantOp, MuliOp
from xdsl.dialects.builtin import ModuleOp, NameLoc, NoneAttr, StringAttr, i32
from xdsl.pattern_rewriter import PatternRewriter, RewritePattern, op_type_rewrite_pattern
from xdsl.utils.exceptions import PassFailedException


class AddToMul(RewritePattern):
    """x + x -> x * x"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: AddiOp, rewriter: PatternRewriter) -> None:
        rewriter.replace(op, MuliOp(op.lhs, op.rhs))


class MulToAdd(RewritePattern):
    """x * x -> x + x"""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MuliOp, rewriter: PatternRewriter) -> None:
        rewriter.replace(op, AddiOp(op.lhs, op.rhs))


class Refuse(RewritePattern):
    """Fails on a multiplication, in xDSL's way."""

    @op_type_rewrite_pattern
    def match_and_rewrite(self, op: MuliOp, rewriter: PatternRewriter) -> None:
        raise PassFailedException("no multiplier")


def sum_module(count: int = 1) -> ModuleOp:
    """`count` times `x + x`, located at the node "sum", and all used; the constant is at "x"."""
    x = ConstantOp.from_int_and_width(1, i32)
    x.location = NameLoc(StringAttr("x"), NoneAttr())
    sums = [AddiOp(x, x) for _ in range(count)]
    for add in sums:
        add.location = NameLoc(StringAttr("sum"), NoneAttr())
    return ModuleOp([x, *sums, test.TestOp(sums)])


def names(module: ModuleOp) -> list[str]:
    return [op.name for op in module.body.block.ops]


def test_rewrites_until_nothing_matches():
    module = sum_module(3)
    assert rewrite_greedily(module, [AddToMul()])
    assert names(module) == ["arith.constant", "arith.muli", "arith.muli", "arith.muli", "test.op"]
    assert not rewrite_greedily(module, [AddToMul()])


def test_a_flip_flop_is_an_error_that_names_the_patterns():
    message = (
        r'"sum": rewriting does not end: stopped after 10200 rewrites while these kept firing: '
        r"AddToMul \(32 of the last 64\), MulToAdd \(32 of the last 64\)"
    )
    with pytest.raises(IRError, match=message):
        rewrite_greedily(sum_module(), [AddToMul(), MulToAdd()])


def test_the_bound_can_be_set():
    with pytest.raises(IRError, match="stopped after 2 rewrites"):
        rewrite_greedily(sum_module(3), [AddToMul()], max_rewrites=2)
    assert rewrite_greedily(sum_module(3), [AddToMul()], max_rewrites=3)


def test_new_operations_get_the_location_of_the_old():
    module = sum_module()
    rewrite_greedily(module, [AddToMul()])
    assert [location_text(op.location) for op in module.body.block.ops] == ['"x"', '"sum"', ""]


def test_an_error_in_a_pattern_is_located():
    module = sum_module()
    with pytest.raises(IRError, match=r'^"sum": no multiplier'):
        rewrite_greedily(module, [AddToMul(), Refuse()])


def test_dead_operations_stay_unless_asked():
    module = ModuleOp([ConstantOp.from_int_and_width(1, i32)])
    rewrite_greedily(module, [])
    assert names(module) == ["arith.constant"]
    rewrite_greedily(module, [], erase_dead=True)
    assert names(module) == []
