"""What was handed in becomes cells: notebooks, scripts and Markdown, archives, which of several files is meant."""
