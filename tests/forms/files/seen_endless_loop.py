# not written: in a loop that never ends
while True:
    def update_count(new_values, last_count):
        return sum(new_values) + (last_count or 0)
    print(1)
