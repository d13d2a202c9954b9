"""Descriptions of machines. Whoever needs a vector width, a register count or a cache size takes it from a `Target`."""

from .detect import host, processor_name, usable_processors
from .target import Target

__all__ = ["Target", "host", "processor_name", "usable_processors"]
