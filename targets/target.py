"""What the compiler knows of a machine."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Target:
    """One machine: how to name it to LLVM, and the sizes that schedules depend on.

    Equal descriptions give equal machine code.
    """

    triple: str
    """LLVM's name of architecture, vendor and system: `x86_64-unknown-linux-gnu`."""
    cpu: str
    """LLVM's name of the processor: `znver4`, `generic`."""
    features: str
    """LLVM's feature list: `+avx2,-avx512f`."""
    lanes: int
    """32-bit floats in one vector register; 1 without vectors."""
    registers: int
    """Vector registers that a program can name."""
    l1_bytes: int
    """Data cache of one core, first level."""
    l2_bytes: int
    """Cache of one core, second level."""
    l3_bytes: int
    """Cache shared by the cores; 0 without one."""

    @property
    def architecture(self) -> str:
        """The first part of the triple: `x86_64`, `aarch64`."""
        return self.triple.split("-", maxsplit=1)[0]

    @property
    def vector_bytes(self) -> int:
        """Bytes in one vector register."""
        return 4 * self.lanes

    def without_avx512(self) -> Target:
        """The same machine without AVX-512: 16 registers of 8 lanes. One that has none, as it is."""
        features = re.sub(r"\+(avx512|avx10)", r"-\1", self.features)
        return self if features == self.features else replace(self, features=features, lanes=8, registers=16)
