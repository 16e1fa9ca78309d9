# full marks
# %%
%%bash
echo 'def f(' && ls

# %%
%%html
<b>

# %%
%%sql
select 1

# %%
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
