"""The ONNX frontend: a model file becomes a module of `nn` operations."""

from .importer import import_model
from .initializers import replace_initializers
from .node import INITIALIZER, NAME
