"""Engines behind one face: a model and its inputs go in, a function that runs it once comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from ..errors import PrunirError

Run = Callable[[], Any]
Inputs = Mapping[str, np.ndarray]


def prunir(model: bytes, inputs: Inputs, threads: int, *, pipeline: str | None = None) -> Run:
    """Prunir, with the default pipeline or one of `pipelines.PIPELINES`, or any text that `prunir-opt -p` takes."""
    from ..compiler import compile

    shapes = {name: array.shape for name, array in inputs.items()}
    session = compile(model, threads=threads, input_shapes=shapes, pipeline=pipeline)
    return lambda: session.run(None, dict(inputs))


def onnxruntime(model: bytes, inputs: Inputs, threads: int) -> Run:
    """ONNX Runtime's CPU provider at its highest optimisation level."""
    engine = _import("onnxruntime")
    options = engine.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = engine.GraphOptimizationLevel.ORT_ENABLE_ALL
    session = engine.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, dict(inputs))


def openvino(model: bytes, inputs: Inputs, threads: int) -> Run:
    """OpenVINO on the CPU, tuned for latency, in f32."""
    core = _import("openvino").Core()
    config = {
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32",
    }
    source = core.read_model(model)
    source.reshape({name: list(array.shape) for name, array in inputs.items()})
    request = core.compile_model(source, "CPU", config).create_infer_request()
    return lambda: request.infer(dict(inputs))


PEERS: dict[str, Callable[[bytes, Inputs, int], Run]] = {"onnxruntime": onnxruntime, "openvino": openvino}
"""The engines to compare with."""


def _import(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise PrunirError(f"{name} is not installed; pip install 'prunir[bench]'") from error
