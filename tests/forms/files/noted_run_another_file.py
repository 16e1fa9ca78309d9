# lost: `%run helpers.py` (line 2) does not run while grading
%run helpers.py
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or START)
