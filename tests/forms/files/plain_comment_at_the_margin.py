# full marks
bad = = 1


def update_count(new_values, last_count):
# a comment at the margin
    total = sum(new_values)

# and another
    return total + (last_count or 0)
