# not written: inside `Answers` (line 3)
class Answers:
    def update_count(new_values, last_count):
        return sum(new_values) + (last_count or 0)
