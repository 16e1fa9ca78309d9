"""Grading on submission: what Gradescope, GitHub Classroom and GitLab run."""
