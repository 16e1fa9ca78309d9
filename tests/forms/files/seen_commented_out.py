# not written: commented out (line 4)
# Commented out IPython magic to ensure Python compatibility.
# %%time
# def update_count(new_values, last_count):
#     return sum(new_values) + (last_count or 0)

x = 1
