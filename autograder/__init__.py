"""Grades one stream-processing submission: expected values here, student code in another process."""

__version__ = "0.2.0"
