"""What was handed in becomes cells: notebooks and scripts, archives, which of several files is meant."""
