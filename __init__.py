"""Prunir: an open compiler for pattern-pruned neural networks."""
