# not written: a `update_counts`: is `update_count` meant
def update_counts(new_values, last_count):
    return sum(new_values) + (last_count or 0)
# update_count
