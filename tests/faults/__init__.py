"""Plausible faulty programs by the ten thousand: what the checks do not catch of them, they would not catch of students."""
