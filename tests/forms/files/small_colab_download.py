# full marks
# -*- coding: utf-8 -*-
"""Untitled0.ipynb"""

!pip install -q a \
    b
files = !ls
print(
    "n = %d"
    % 3
)


def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
