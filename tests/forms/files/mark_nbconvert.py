# full marks
# In[3]:
def broken(:
    pass

# In[3]:
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
