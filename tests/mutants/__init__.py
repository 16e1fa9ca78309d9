"""Small faults sown into the reference's answers: `make mutants`."""
