# lost: Line 3
# %%
def helper(x:
    return x
# %%
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or helper(0))
