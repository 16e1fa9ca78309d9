# full marks
# %%
t = %timeit -o -n1 -r1 1 + 1
here = %pwd
a, b = !ls
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
