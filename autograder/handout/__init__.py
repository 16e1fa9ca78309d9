"""What students get: the released chapter and the bundle, with its commands."""
