# full marks
<<<<<<< HEAD
x = 1
=======
x = 2
>>>>>>> theirs
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
