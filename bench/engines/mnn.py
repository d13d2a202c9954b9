"""MNN, which computes 3×3 convolutions by Winograd's algorithm. Its threads sleep between runs.

MNN takes models in a format of its own, which a converter in its package writes. The converter's command line, `MNN.tools`,
is never imported: on import it installs a telemetry package with pip, and it reports every conversion. The function behind
it does neither.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import PrunirError
from . import Arrays, Loaded

CONVERT = "import sys, _tools; _tools.mnnconvert(['mnnconvert', *sys.argv[1:]])"
"""A process of its own, since the converter prints, and ends the process on an error."""


class Mnn:
    """Precision high: f32 throughout."""

    package = "MNN"

    def version(self) -> str:
        return import_module(self.package).version()

    def load(self, model: Path, inputs: Arrays, threads: int, scratch: Path) -> Loaded:
        module = import_module(self.package)
        converted = _converted(model, scratch)
        interpreter = module.Interpreter(str(converted))
        session = interpreter.createSession({"backend": "CPU", "precision": "high", "numThread": threads})
        if session is None:
            raise PrunirError(f"MNN cannot run {model.name}")
        return Loaded(_runner(module, interpreter, session, inputs), converted.stat().st_size)


def _converted(model: Path, scratch: Path) -> Path:
    """The model in MNN's format, converted when it is first asked for."""
    key = hashlib.sha256(str(model.resolve()).encode()).hexdigest()[:16]
    target = scratch / f"{key}.mnn"
    if not target.exists():
        arguments = ["-f", "ONNX", "--modelFile", model, "--MNNModel", target, "--bizCode", "MNN"]
        done = subprocess.run(
            [sys.executable, "-P", "-c", CONVERT, *arguments], capture_output=True, check=False
        )
        if done.returncode != 0 or not target.exists():
            raise PrunirError(f"MNN cannot convert {model.name}: {_last_line(done.stdout + done.stderr)}")
    return target


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "it says nothing")


def _runner(module: Any, interpreter: Any, session: Any, inputs: Arrays) -> Any:
    """Inputs are copied in and outputs out, as MNN keeps tensors in a layout of its own."""
    known = interpreter.getSessionInputAll(session)
    for name, array in inputs.items():
        interpreter.resizeTensor(known[name], array.shape)
    interpreter.resizeSession(session)
    feeds = [(known[name], _host_tensor(module, array)) for name, array in inputs.items()]
    outputs = interpreter.getSessionOutputAll(session)

    def run() -> Arrays:
        for tensor, host in feeds:
            tensor.copyFromHostTensor(host)
        interpreter.runSession(session)
        return {name: _fetched(module, tensor) for name, tensor in outputs.items()}

    return run


def _host_tensor(module: Any, array: np.ndarray) -> Any:
    types = {
        "float32": module.Halide_Type_Float,
        "int32": module.Halide_Type_Int,
        "int64": module.Halide_Type_Int64,
    }
    if array.dtype.name not in types:
        raise PrunirError(f"MNN takes no {array.dtype}")
    return module.Tensor(array.shape, types[array.dtype.name], array, module.Tensor_DimensionType_Caffe)


def _fetched(module: Any, tensor: Any) -> np.ndarray:
    shape = tensor.getShape()
    host = _host_tensor(module, np.empty(shape, np.float32))
    tensor.copyToHostTensor(host)
    return np.array(host.getNumpyData()).reshape(shape)


ENGINE = Mnn()
