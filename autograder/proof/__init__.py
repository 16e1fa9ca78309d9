"""How right the grader is: submissions whose verdicts are known, graded."""
