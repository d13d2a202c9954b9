"""From a path, bytes or a `ModelProto` to a checked model whose functions are inlined.

Nothing is done here to the operators: what comes out is still ONNX, in the opset it was written for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import onnx
import onnx.inliner
from google.protobuf.message import DecodeError
from onnx import ModelProto

from ...errors import FrontendError
from .checking import check_graph
from .raw_data import Bytes, FileBytes, MalformedError, Spans, part, split

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
    spans: Spans
    """Where in `data` the raw data lie of initializers that have none in `proto`."""
    source: str
    folder: Path | None
    data: Bytes = b""

    @property
    def opsets(self) -> dict[str, int]:
        """Operator set version by domain; the default domain is the empty string."""
        return {domain_name(o.domain): o.version for o in self.proto.opset_import}

    def raw_data(self, initializer: str) -> memoryview | None:
        """The bytes of an initializer of the graph that `proto` is without, read from the file. OSError if it has been cut off."""
        begin, end = self.spans.get(initializer, (0, 0))
        return None if begin == end else part(self.data, begin, end)


def domain_name(domain: str) -> str:
    """The default domain has two names."""
    return DEFAULT_DOMAIN if domain == "ai.onnx" else domain


def load(model: str | Path | bytes | ModelProto) -> Model:
    """Read, check and normalise `model`; every fault is a FrontendError that names the file. `model` is not changed.

    Large weights stay in the file until `Model.raw_data` reads them.
    """
    loaded = read(model, apart=True)
    check_header(loaded)
    check_graph(loaded.proto.graph, loaded.source)
    if not loaded.proto.functions:
        return loaded
    inlined = replace(loaded, proto=_inline_functions(loaded))
    check_graph(inlined.proto.graph, inlined.source)
    return inlined


def read(model: str | Path | bytes | ModelProto, *, apart: bool = False) -> Model:
    """Parse `model` without looking inside; `apart` from its weights, if they can be found."""
    if isinstance(model, ModelProto):
        return Model(model, {}, model.graph.name or "<model>", None)
    if isinstance(model, bytes):
        return Model(*_parse(model, "<bytes>", apart), "<bytes>", None, model)
    path = Path(model)
    try:
        _check_file(path)
        data = FileBytes(path)
        return Model(*_parse(data, str(path), apart), str(path), path.parent, data)
    except (OSError, ValueError) as error:
        raise FrontendError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _check_file(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise FrontendError(f"{path}: not a file")
    if path.stat().st_size > LARGEST_FILE:
        raise FrontendError(f"{path}: larger than 2 GiB; weights of large models belong in external data")


def _parse(data: Bytes, source: str, apart: bool) -> tuple[ModelProto, Spans]:
    if not data:
        raise FrontendError(f"{source}: the file is empty")
    proto = ModelProto()
    try:
        graph, spans = split(data) if apart else (bytes(part(data, 0, len(data))), {})
    except MalformedError:
        graph, spans = bytes(part(data, 0, len(data))), {}
    try:
        proto.ParseFromString(graph)
    except DecodeError as error:
        raise FrontendError(f"{source}: not an ONNX model, or truncated ({len(data)} bytes)") from error
    return proto, spans


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
