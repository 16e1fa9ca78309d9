# lost: ZeroDivisionError: division by zero
START = 1 / 0
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or START)
