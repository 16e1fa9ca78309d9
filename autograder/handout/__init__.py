"""What students get: the released chapter, its slides and its book, and the bundle with its commands."""
