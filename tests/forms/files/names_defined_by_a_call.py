# full marks
# %%
def update_count(new_values, last_count):
    return add(new_values) + (last_count or ZERO)
# %%
def set_up():
    global add, ZERO
    from operator import itemgetter as ZERO
    ZERO = 0
    def add(values):
        return sum(values)
    print("set up")

set_up()
