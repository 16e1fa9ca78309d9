# full marks
import functools


def plain(f):
    return f


bad = = 1


@plain
# a comment between
@plain
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
