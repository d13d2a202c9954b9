"""The errors that Prunir raises for a user's mistake: one clear message each, naming file, node and cause."""


class PrunirError(Exception):
    """Base of all errors that are the input's fault, not Prunir's."""


class WeightError(PrunirError):
    """A weight is missing, unreadable or of the wrong shape or type."""
