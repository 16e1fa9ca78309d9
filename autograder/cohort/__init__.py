"""A whole class: gathered from a folder, graded many at a time, compared, analysed, told to its lecturer."""
