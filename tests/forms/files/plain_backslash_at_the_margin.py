# full marks
bad = = 1
START = \
0


def update_count(new_values, last_count):
    return sum(new_values) + (last_count or START)
