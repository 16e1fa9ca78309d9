"""How a harness process is started and confined."""
