# full marks
# %%
sum = 0
int = []
for number in range(3):
    sum += number
    int.append(sum)
# %%
del sum, int
# %%
def update_count(new_values: int, last_count):
    return sum(new_values) + (last_count or 0)
