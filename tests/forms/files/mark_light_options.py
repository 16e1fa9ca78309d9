# full marks
# + tags=["a"]
def broken(:
    pass

# + tags=["a"]
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
