# full marks
from IPython import get_ipython

get_ipython().run_line_magic('matplotlib', 'inline')
get_ipython().system('ls')
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
