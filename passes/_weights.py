"""Weights of a module: give the named ones their values, and gather them for the store."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from xdsl.dialects.builtin import ModuleOp
from xdsl.ir import Attribute

from ..dialects.nn import WeightAttr
from ..weights import Weight, WeightStore


def bind_weights(module: ModuleOp, store: Mapping[str, np.ndarray]) -> None:
    """Give every weight that `module` only names its values from `store`; those not in it stay as they are."""
    for op in module.walk():
        for attributes in (op.properties, op.attributes):
            for name, value in attributes.items():
                attributes[name] = _bound(value, store)


def _bound(value: Attribute, store: Mapping[str, np.ndarray]) -> Attribute:
    if isinstance(value, WeightAttr) and value.data.array is None and value.data.key in store:
        return WeightAttr(Weight(value.data.key, store[value.data.key]))
    return value


def collect_weights(module: ModuleOp) -> WeightStore:
    """All weights of `module` whose values are known."""
    store = WeightStore()
    for op in module.walk():
        for value in (*op.properties.values(), *op.attributes.values()):
            if isinstance(value, WeightAttr) and value.data.array is not None:
                store.add(value.data)
    return store
