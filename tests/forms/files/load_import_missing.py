# lost: ModuleNotFoundError: No module named 'operatorx'
try:
    from operatorx import add
except ImportError:
    print('no')
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or add(0, 0))
