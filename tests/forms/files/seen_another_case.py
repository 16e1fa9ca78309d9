# not written: a `updateCount`: is `update_count` meant
def updateCount(new_values, last_count):
    return sum(new_values) + (last_count or 0)
# update_count
