# lost: `thread` is changed by a statement that starts, stops or waits for something (line 5)
import threading
TABLE = []
thread = threading.Thread(target=TABLE.append, args=(0,))
thread.start()
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or (thread, TABLE[0])[1])
