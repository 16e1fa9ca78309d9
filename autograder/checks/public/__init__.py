"""Checks that students have too."""
