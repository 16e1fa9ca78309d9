# full marks
# In[1]:

def broken(:
    pass

# In[2]:

def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
