# lost: `START` is assigned more than once (line 2); the last one counts, in line 5
START = 0
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or START)
START = 5
