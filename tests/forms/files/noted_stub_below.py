# lost: `update_count` is defined more than once (line 2); the last one counts, in line 6
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)


def update_count(new_values, last_count):
    raise NotImplementedError('update_count')
