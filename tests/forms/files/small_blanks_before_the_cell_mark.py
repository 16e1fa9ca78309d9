# full marks
#  %%
def broken(:
    pass

#  %%
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
