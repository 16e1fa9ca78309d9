# lost: raised ZeroDivisionError: division by zero
TABLE = []
for number in range(3):
    TABLE.append(1 / number)
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or TABLE[0])
