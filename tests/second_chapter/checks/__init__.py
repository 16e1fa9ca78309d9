"""The checks of the second chapter."""
