"""Its public checks."""
