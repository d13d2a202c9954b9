"""Numpy references of the `nn` operations: `evaluate` one, or interpret a program with `functions`."""

from . import activation, constant, conv, elementwise, linear, norm, pool, reduce, resample, shape
from ._registry import REFERENCES, evaluate, functions, reference

__all__ = [
    "REFERENCES",
    "activation",
    "constant",
    "conv",
    "elementwise",
    "evaluate",
    "functions",
    "linear",
    "norm",
    "pool",
    "reduce",
    "reference",
    "resample",
    "shape",
]
