# not written: inside `answers` (line 3)
def answers():
    def update_count(new_values, last_count):
        return sum(new_values) + (last_count or 0)
    return update_count
