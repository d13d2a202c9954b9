"""From a path, bytes or a `ModelProto` to a checked model whose functions are inlined.

Nothing is done here to the operators: what comes out is still ONNX, in the opset it was written for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import onnx
import onnx.inliner
from google.protobuf.message import DecodeError
from onnx import ModelProto

from ...errors import FrontendError
from .checking import check_graph

OLDEST_OPSET = 7
"""Older opsets use other rules for broadcasting (`axis`, `broadcast` attributes)."""
NEWEST_OPSET = onnx.defs.onnx_opset_version()
DEFAULT_DOMAIN = ""
LARGEST_FILE = 2**31 - 1
"""A protobuf message cannot be longer; bigger models keep their weights in external files."""


@dataclass(frozen=True)
class Model:
    """A loaded model. `source` names it in messages; `folder`, when it came from a file, holds its external data."""

    proto: ModelProto
    source: str
    folder: Path | None

    @property
    def opsets(self) -> dict[str, int]:
        """Operator set version by domain; the default domain is the empty string."""
        return {domain_name(o.domain): o.version for o in self.proto.opset_import}


def domain_name(domain: str) -> str:
    """The default domain has two names."""
    return DEFAULT_DOMAIN if domain == "ai.onnx" else domain


def load(model: str | Path | bytes | ModelProto) -> Model:
    """Read, check and normalise `model`; every fault is a FrontendError that names the file. `model` is not changed."""
    loaded = read(model)
    check_header(loaded)
    check_graph(loaded.proto.graph, loaded.source)
    if not loaded.proto.functions:
        return loaded
    inlined = Model(_inline_functions(loaded), loaded.source, loaded.folder)
    check_graph(inlined.proto.graph, inlined.source)
    return inlined


def read(model: str | Path | bytes | ModelProto) -> Model:
    """Parse `model` without looking inside."""
    if isinstance(model, ModelProto):
        return Model(model, model.graph.name or "<model>", None)
    if isinstance(model, bytes):
        return Model(_parse(model, "<bytes>"), "<bytes>", None)
    path = Path(model)
    return Model(_parse(_read_file(path), str(path)), str(path), path.parent)


def _read_file(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise FrontendError(f"{path}: not a file")
        if path.stat().st_size > LARGEST_FILE:
            raise FrontendError(f"{path}: larger than 2 GiB; weights of large models belong in external data")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise FrontendError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _parse(data: bytes, source: str) -> ModelProto:
    if not data:
        raise FrontendError(f"{source}: the file is empty")
    proto = ModelProto()
    try:
        proto.ParseFromString(data)
    except DecodeError as error:
        raise FrontendError(f"{source}: not an ONNX model, or truncated ({len(data)} bytes)") from error
    return proto


def check_header(model: Model) -> None:
    proto, source = model.proto, model.source
    if not proto.ir_version or not proto.HasField("graph"):
        raise FrontendError(
            f"{source}: not an ONNX model: it has no {'graph' if proto.ir_version else 'ir_version'}"
        )
    if proto.ir_version > onnx.IR_VERSION:
        raise FrontendError(
            f"{source}: IR version {proto.ir_version} is newer than {onnx.IR_VERSION}, the newest known"
        )
    opset = model.opsets.get(DEFAULT_DOMAIN)
    if opset is None:
        raise FrontendError(f"{source}: imports no operator set of the domain ai.onnx")
    if not OLDEST_OPSET <= opset <= NEWEST_OPSET:
        raise FrontendError(
            f"{source}: opset {opset} is not supported, only {OLDEST_OPSET} to {NEWEST_OPSET}; "
            "onnx.version_converter.convert_version brings a model to another opset"
        )


def _inline_functions(model: Model) -> ModelProto:
    try:
        inlined = onnx.inliner.inline_local_functions(model.proto)
    except Exception as error:  # the inliner throws what pybind11 makes of C++ exceptions
        raise FrontendError(
            f"{model.source}: its functions cannot be inlined: {first_line(error)}"
        ) from error
    if inlined.functions:
        names = ", ".join(sorted(f.name for f in inlined.functions))
        raise FrontendError(
            f"{model.source}: functions of another opset than the model's cannot be inlined: {names}"
        )
    return inlined


def first_line(error: Exception) -> str:
    """The message of one of onnx's errors without its context, which we name better."""
    return str(error).strip().split("\n", 1)[0]
