"""Reference of the loops level: `func`, `cf` and `scf` as xDSL runs them; `arith`, `math`, `memref` and `vector` as LLVM does.

The same module can so be interpreted and compiled, and must give the same bits (but for elementary functions). Values are described in
`_numbers.py`.

```python
interpreter = Interpreter(module)
register_loops(interpreter)
interpreter.call_op("kernel", (array, 3))
```
"""

from __future__ import annotations

import time

from xdsl.interpreter import Interpreter, InterpreterFunctions, PythonValues, impl_external, register_impls
from xdsl.interpreters.cf import CfFunctions
from xdsl.interpreters.func import FuncFunctions
from xdsl.interpreters.scf import ScfFunctions
from xdsl.ir import Operation

from ._arith import ARITH, MATH
from ._memory import MEMREF, VECTOR
from ._numbers import functions


@register_impls
class SupportFunctions(InterpreterFunctions):
    """What compiled networks call, for one thread."""

    @impl_external("prunir_barrier")
    def barrier(self, interpreter: Interpreter, op: Operation, args: PythonValues) -> PythonValues:
        """One thread waits for nobody."""
        return ()

    @impl_external("prunir_now")
    def now(self, interpreter: Interpreter, op: Operation, args: PythonValues) -> PythonValues:
        return (time.monotonic_ns(),)


def register_loops(interpreter: Interpreter) -> None:
    """Teach an interpreter the loops level; it replaces what was registered for the same operations."""
    control = (FuncFunctions(), CfFunctions(), ScfFunctions(), SupportFunctions())
    tables = {"arith": ARITH, "math": MATH, "memref": MEMREF, "vector": VECTOR}
    for implementation in (*control, *(functions(name, table) for name, table in tables.items())):
        interpreter.register_implementations(implementation, override=True)
