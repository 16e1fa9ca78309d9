# full marks
# %%
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
# %%
%%timeit -n 3
update_count = None
sum = [1] * 10
