"""The checks of this assignment: what is asked of each exercise, with which tweets, and what the answer should be."""
