# full marks
# %%
%%timeit -n1 x = 1
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
