# lost: `TABLE` is given to `fill` (line 6)
import zlib
TABLE = []
zlib.crc32
fill = getattr(zlib, 'nothing', print)
fill(TABLE)
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or TABLE[0])
