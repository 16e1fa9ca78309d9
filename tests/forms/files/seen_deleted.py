# not written: `update_count` is deleted (line 6)
# %%
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
# %%
del update_count
