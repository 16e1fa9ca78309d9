# full marks
# %%
/print 1
,print a b
;print a b
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
