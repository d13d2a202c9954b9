"""Passes that simplify a network on `nn`, before sparsity, layout and memory are thought of."""
