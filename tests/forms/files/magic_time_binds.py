# full marks
# %%
%time ZERO, NOTHING = 0, None
total = %time sum
# %%
def update_count(new_values, last_count):
    return total(new_values) + (ZERO if last_count is NOTHING else last_count)
