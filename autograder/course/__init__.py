"""A course in nbgrader: made from the kit, graded by the judge instead of a kernel."""
