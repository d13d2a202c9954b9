"""Measurement against other engines, and against the machine's limits: adapters, and timing that treats all of them alike.

`prunir bench` is its command line; `benchmark.run` its face for programs.
"""
