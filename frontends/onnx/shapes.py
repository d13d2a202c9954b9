"""The static types of a model's inputs: what the file says, completed by what the user says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from onnx import TypeProto, ValueInfoProto

from ...errors import FrontendError
from .tensors import dtype_of_onnx

Dimension = int | str | None
"""A size, the name of an unknown size, or an unknown size without a name."""
StaticType = tuple[np.dtype[Any], tuple[int, ...]]


def static_types(
    inputs: Sequence[ValueInfoProto],
    input_shapes: Mapping[str, Sequence[int]],
    fixed_shapes: Mapping[str, Sequence[int]],
    source: str,
) -> dict[str, StaticType]:
    """Element type and shape of every input.

    `input_shapes` gives whole shapes of arguments, `fixed_shapes` those of the values of inputs that are no arguments, and
    may have dimensions of size 0. A named dimension (`N`) bound by one input is bound in all. Errors: names that are no
    inputs, sizes below 1, a contradiction to the file, and one list of all dimensions that are left unbound.
    """
    names = [value.name for value in inputs]
    if unknown := sorted(set(input_shapes) - set(names)):
        known = ", ".join(names) or "none"
        raise FrontendError(f"{source}: a shape is given for '{unknown[0]}', but the inputs are: {known}")
    declared = {value.name: _declared(value, source) for value in inputs}
    given, symbols = {**input_shapes, **fixed_shapes}, {}
    for name, shape in given.items():
        _bind(name, declared[name][1], shape, symbols, source)
    shapes = {name: given.get(name, _substituted(dims, symbols)) for name, (_, dims) in declared.items()}
    _require_static(shapes, source)
    _require_positive({name: shapes[name] for name in names if name not in fixed_shapes}, source)
    return {name: (declared[name][0], tuple(int(d or 0) for d in shapes[name] or ())) for name in names}


def tensor_type_of(value: ValueInfoProto, source: str) -> TypeProto.Tensor:
    """The declared tensor type of an input or output."""
    kind = value.type.WhichOneof("value")
    if kind != "tensor_type":
        what = "no type" if kind is None else f"the type {kind.removesuffix('_type')}"
        raise FrontendError(f"{source}: '{value.name}' has {what}; only dense tensors are supported")
    return value.type.tensor_type


def _declared(value: ValueInfoProto, source: str) -> tuple[np.dtype[Any], list[Dimension] | None]:
    tensor = tensor_type_of(value, source)
    try:
        dtype = dtype_of_onnx(tensor.elem_type)
    except FrontendError as error:
        raise FrontendError(f"{source}: input '{value.name}': {error}") from error
    if not tensor.HasField("shape"):
        return dtype, None
    dims = [dim.dim_value if dim.HasField("dim_value") else dim.dim_param or None for dim in tensor.shape.dim]
    return dtype, dims


def _bind(
    name: str, dims: Sequence[Dimension] | None, shape: Sequence[int], symbols: dict[str, int], source: str
) -> None:
    """Check the shape given for the input `name` against its declaration, and learn the sizes of named dimensions."""
    if not all(isinstance(size, int | np.integer) for size in shape):
        raise FrontendError(f"{source}: input '{name}': the shape {_text(shape)} must be whole numbers")
    if dims is None:
        return
    if len(dims) != len(shape):
        raise FrontendError(
            f"{source}: input '{name}' has {len(dims)} dimensions ({_text(dims)}), not {len(shape)}"
        )
    for i, (dim, size) in enumerate(zip(dims, shape, strict=True)):
        if dim is None:
            continue
        expected = symbols.setdefault(dim, size) if isinstance(dim, str) else dim
        if expected != size:
            label = f" ('{dim}')" if isinstance(dim, str) else ""
            raise FrontendError(f"{source}: dimension {i}{label} of input '{name}' is {expected}, not {size}")


def _substituted(dims: Sequence[Dimension] | None, symbols: Mapping[str, int]) -> list[Dimension] | None:
    return None if dims is None else [symbols.get(d, d) if isinstance(d, str) else d for d in dims]


def _require_static(shapes: Mapping[str, Sequence[Dimension] | None], source: str) -> None:
    """One error for all that is unbound, and how to bind it."""
    unbound = {
        n: s for n, s in shapes.items() if s is None or not all(isinstance(d, int | np.integer) for d in s)
    }
    if not unbound:
        return
    listed = "; ".join(
        f"'{name}' has no shape" if dims is None else f"'{name}' is {_text(dims)}"
        for name, dims in unbound.items()
    )
    name, dims = next(iter(unbound.items()))
    example = tuple(d if isinstance(d, int) else 1 for d in dims) if dims is not None else (1, 3, 224, 224)
    raise FrontendError(
        f"{source}: every dimension must have a size, but {listed}; bind with input_shapes={{'{name}': {example}}} "
        f"or --shape {name}={_text(example)}"
    )


def _require_positive(shapes: Mapping[str, Sequence[Dimension] | None], source: str) -> None:
    for name, dims in shapes.items():
        if any(isinstance(d, int | np.integer) and d < 1 for d in dims or ()):
            raise FrontendError(
                f"{source}: input '{name}' has the shape {_text(dims or ())}; sizes start at 1"
            )


def _text(dims: Sequence[Dimension]) -> str:
    return "x".join("?" if d is None else str(d) for d in dims) or "scalar"
