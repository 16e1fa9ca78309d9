# not written: written in a `%%writefile` cell
# %%
%%writefile answers.py
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
