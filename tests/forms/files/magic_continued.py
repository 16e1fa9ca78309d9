# full marks
# %%
!pip install -q a \
    b \
    c
%config Some.thing \
   = 3
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
