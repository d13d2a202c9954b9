"""The models of a comparison, as files that every engine can read, and what they are fed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .. import models
from ..errors import PrunirError
from ..frontends.onnx import import_model
from ..levels import interface
from ..pruning import prune
from ..runtime.session import ValueInfo

Shapes = Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Variant:
    """A network with certain weights."""

    name: str
    file: Path
    file_bytes: int
    """Size of the ONNX file, without weights that it keeps in others."""
    pruning: str | None = None
    """The pipeline that pruned it here."""


@dataclass(frozen=True)
class Network:
    """A network: first as given, which all engines run, then pruned, which Prunir runs too."""

    name: str
    inputs: Mapping[str, np.ndarray]
    variants: tuple[Variant, ...]


def prepare(
    name: str,
    *,
    folder: Path,
    shapes: Shapes,
    pruned: Sequence[Path] = (),
    pipelines: Sequence[str] = (),
) -> Network:
    """The network `name`, one of `models.NAMES` or an ONNX file.

    folder: for files that are made here; it outlives the network.
    shapes: of inputs that the model leaves open.
    pruned: files that hold the same network pruned.
    pipelines: prune it with each of them, in `prunir-opt`'s syntax.

    Raises PrunirError where a file is broken or not supported, or a pruned one takes other inputs.
    """
    dense = _dense(name, folder)
    values = _inputs(dense.file, shapes)
    for file in pruned:
        _check_same(values, _inputs(file, shapes), file, dense)
    made = [_prune(dense, number, pipeline, folder, shapes) for number, pipeline in enumerate(pipelines)]
    given = [_variant(file.stem, file) for file in pruned]
    variants = (dense, *given, *made)
    return Network(dense.name, random_inputs(values), _distinct(variants))


def random_inputs(values: Sequence[ValueInfo], seed: int = 0) -> dict[str, np.ndarray]:
    """Normal values for floating-point inputs, zeros and ones for others."""
    generator = np.random.default_rng(seed)
    return {
        value.name: generator.standard_normal(value.shape).astype(value.dtype)
        if value.dtype.kind not in "iub"
        else generator.integers(0, 2, value.shape).astype(value.dtype)
        for value in values
    }


def _dense(name: str, folder: Path) -> Variant:
    if name not in models.NAMES:
        file = Path(name)
        if not file.exists() and file.suffix != ".onnx":
            raise PrunirError(f"{name}: neither a file nor one of {', '.join(models.NAMES)}")
        return _variant(file.stem, file)
    file = folder / f"{name}.onnx"
    file.write_bytes(models.build(name).SerializeToString())
    return _variant(name, file)


def _variant(name: str, file: Path, pruning: str | None = None) -> Variant:
    return Variant(name, file, file.stat().st_size, pruning)


def _inputs(file: Path, shapes: Shapes) -> list[ValueInfo]:
    return interface(import_model(file, input_shapes=shapes))[0]


def _check_same(wanted: Sequence[ValueInfo], found: Sequence[ValueInfo], file: Path, dense: Variant) -> None:
    if set(wanted) != set(found):
        raise PrunirError(f"{file}: it takes other inputs than {dense.file}, so it is not the same network")


def _prune(dense: Variant, number: int, pipeline: str, folder: Path, shapes: Shapes) -> Variant:
    file = folder / f"{dense.name}-pruned-{number}.onnx"
    file.write_bytes(prune(dense.file, pipeline=pipeline, input_shapes=shapes).SerializeToString())
    return _variant(pipeline, file, pipeline)


def _distinct(variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
    """With paths for names where names alone would not tell them apart."""
    names = [variant.name for variant in variants]
    return tuple(v if names.count(v.name) == 1 else replace(v, name=str(v.file)) for v in variants)
