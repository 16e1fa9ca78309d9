"""`python -m tests.faults [NUMBER] [WORD ...]`: judges so many generated faults, of some exercises or of all."""
