"""ONNX Runtime's CPU provider."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from . import Arrays, Loaded

SETTINGS = {
    # Threads spin while a run lasts, which is worth 15 % on small networks, and stop with it; by default they would spin on into
    # the next engine's turn (docs/decisions/0010).
    "session.force_spinning_stop": "1",
    # Else it would make the calling thread count subnormal numbers again.
    "session.set_denormal_as_zero": "1",
}


class OnnxRuntime:
    """All optimisations; one pool of threads."""

    package = "onnxruntime"

    def version(self) -> str:
        return self._module().__version__

    def load(self, model: Path, inputs: Arrays, threads: int, scratch: Path) -> Loaded:
        module = self._module()
        options = module.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.graph_optimization_level = module.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        for name, value in SETTINGS.items():
            options.add_session_config_entry(name, value)
        session = module.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        names = [value.name for value in session.get_outputs()]
        feeds = dict(inputs)
        return Loaded(lambda: dict(zip(names, map(np.asarray, session.run(None, feeds)), strict=True)))

    def _module(self) -> Any:
        return import_module(self.package)


ENGINE = OnnxRuntime()
