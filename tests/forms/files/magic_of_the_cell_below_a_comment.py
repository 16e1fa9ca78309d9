# full marks
# %%


%%capture out
%matplotlib inline
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
