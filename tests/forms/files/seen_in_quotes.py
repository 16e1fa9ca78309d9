# not written: inside a text in quotes
'''
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
'''
x = 1
