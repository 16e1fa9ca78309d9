# lost: `add` is deleted (line 8)
# %%
def add(values):
    return sum(values)
def update_count(new_values, last_count):
    return add(new_values) + (last_count or 0)
# %%
del add
