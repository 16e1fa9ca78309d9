"""Checks that only the grader has."""
