"""Measurement against other engines: adapters, and timing that treats all of them alike."""
