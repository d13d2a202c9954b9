"""OpenVINO's CPU plugin. Its threads (oneTBB's) sleep between runs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from . import Arrays, Loaded


class OpenVino:
    """Tuned for latency: one stream of pinned threads."""

    package = "openvino"

    def version(self) -> str:
        return self._module().__version__.partition("-")[0]

    def load(self, model: Path, inputs: Arrays, threads: int, scratch: Path) -> Loaded:
        core = self._module().Core()
        source = core.read_model(model)
        source.reshape({name: list(array.shape) for name, array in inputs.items()})
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": "f32",
            "INFERENCE_NUM_THREADS": threads,
            "ENABLE_CPU_PINNING": True,
            "CPU_DENORMALS_OPTIMIZATION": True,
        }
        request = core.compile_model(source, "CPU", settings).create_infer_request()
        names = [_name(output) for output in request.model_outputs]
        feeds = dict(inputs)

        def run() -> Arrays:
            results = request.infer(feeds, share_inputs=True, share_outputs=True)
            return {name: results[number] for number, name in enumerate(names)}

        return Loaded(run)

    def _module(self) -> Any:
        return import_module(self.package)


def _name(output: Any) -> str:
    return min(output.get_names())


ENGINE = OpenVino()
