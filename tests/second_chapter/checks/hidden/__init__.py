"""Its hidden checks."""
