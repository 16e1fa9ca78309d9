# full marks
# %% [code] a title
def broken(:
    pass

# %% [code] a title
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
