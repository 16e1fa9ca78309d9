"""Equal reports and equal scores, whatever surrounds the grader: `make flakes` and `make seeds`."""
