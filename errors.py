"""The errors that Prunir raises for a user's mistake: one clear message each, naming file, node and cause."""


class PrunirError(Exception):
    """Base of all errors that are the input's fault, not Prunir's."""


class WeightError(PrunirError):
    """A weight is missing, unreadable or of the wrong shape or type."""


class FrontendError(PrunirError):
    """A model file is broken, or asks for what Prunir cannot do; the message names the file, the node and the cause."""


class CodegenError(PrunirError):
    """A module cannot be turned into machine code, or machine code cannot be loaded."""


class InputError(PrunirError):
    """A network is fed a tensor of the wrong name, shape or element type."""
