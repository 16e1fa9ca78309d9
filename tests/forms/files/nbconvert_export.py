# full marks
#!/usr/bin/env python
# coding: utf-8

# # A heading
# 
# Text

# In[1]:


get_ipython().run_line_magic('matplotlib', 'inline')


# In[2]:


get_ipython().run_cell_magic('time', '', 'x = 1\n')


# In[ ]:


def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
