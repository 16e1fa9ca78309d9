# full marks
# %%
import asyncio
await asyncio.sleep(30)
async with thing() as t:
    pass
def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
