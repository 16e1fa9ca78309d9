# full marks
bad = = 1
if True:
    from operator import add
else:
    add = None
try:
    from functools import reduce
except ImportError:
    reduce = None
finally:
    pass


def update_count(new_values, last_count):
    return reduce(add, new_values, last_count or 0)
