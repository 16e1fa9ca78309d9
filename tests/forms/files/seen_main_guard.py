# not written: under `if __name__ == "__main__":` (line 3)
import sys
if __name__ == '__main__':
    def update_count(new_values, last_count):
        return sum(new_values) + (last_count or 0)
