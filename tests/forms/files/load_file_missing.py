# lost: FileNotFoundError
with open('start.txt') as file:
    START = int(file.read())
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or START)
