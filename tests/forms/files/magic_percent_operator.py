# full marks
# %%
%matplotlib inline
print(
    'n = %d'
    % 3
)
x = 7 \
    % 4
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
