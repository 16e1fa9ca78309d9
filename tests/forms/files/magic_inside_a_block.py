# full marks
# %%
if True:
    %time x = 1
    !ls -l
for i in range(3):
    !echo {i}
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
