# lost: `START` is bound under `if __name__ == "__main__":` (line 4)
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or START)
if __name__ == '__main__':
    START = 0
