"""Grades the submissions that attack the grader, and looks for what they may not gain."""
