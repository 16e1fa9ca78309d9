# lost: `TABLE` is changed in a loop that never ends (line 3)
TABLE = []
while True:
    TABLE.append(0)
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or TABLE[0])
