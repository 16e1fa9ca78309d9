# not written: written in a raw cell
# %% [raw]
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)

# %%
x = 1
