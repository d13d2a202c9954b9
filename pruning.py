"""One-shot pruning of an ONNX model: the same file with other weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from xdsl.dialects.builtin import ModuleOp, StringAttr

from .dialects import nn
from .inspection import Layer, layers
from .levels import lower

if TYPE_CHECKING:
    from onnx import ModelProto


@dataclass(frozen=True)
class Pruned:
    """A pruned model, and its layers before and after. Those after have the scheme that their zeros tell, as a compiler will see it."""

    model: ModelProto
    before: tuple[Layer, ...]
    after: tuple[Layer, ...]


def prune(
    model: str | Path | bytes | ModelProto,
    *,
    pipeline: str = "prune",
    input_shapes: Mapping[str, Sequence[int]] | None = None,
) -> ModelProto:
    """`model` with its weights projected by `pipeline`, in `prunir-opt`'s syntax; nothing else changes.

    The passes of the pipeline see the weights as the file holds them. The result is a valid model: any engine runs it, and Prunir's
    `detect-sparsity` finds the scheme again in its zeros. Without retraining, accuracy is lost.

    pipeline: by default patterns and connectivity at their usual rates; `pipelines.pruning` writes one for others.
    input_shapes: input name → shape, where the model leaves dimensions open; only needed to read the graph.

    Raises PrunirError where the model is broken or not supported.
    """
    return prune_and_inspect(model, pipeline=pipeline, input_shapes=input_shapes).model


def prune_and_inspect(
    model: str | Path | bytes | ModelProto,
    *,
    pipeline: str = "prune",
    input_shapes: Mapping[str, Sequence[int]] | None = None,
) -> Pruned:
    """As `prune`, and what became of each layer."""
    from .frontends.onnx import import_model, replace_initializers

    module = import_model(model, input_shapes=input_shapes)
    old_layers, before = layers(module), _initializers(module)
    lower(module, [pipeline], verify_each=True)
    after = _initializers(module)
    changed = {name: array for name, array in after.items() if array is not before[name]}
    lower(module, ["detect-sparsity"])
    return Pruned(replace_initializers(model, changed), tuple(old_layers), tuple(layers(module)))


def _initializers(module: ModuleOp) -> dict[str, np.ndarray]:
    """The arrays of the constants that come unchanged in shape and meaning from the file, by their names there."""
    found: dict[str, np.ndarray] = {}
    for op in module.walk():
        if isinstance(op, nn.ConstantOp) and isinstance(
            name := op.attributes.get("onnx.initializer"), StringAttr
        ):
            found[name.data] = op.array()
    return found
