# not written: commented out (line 4)
# Databricks notebook source
# MAGIC %python
# MAGIC def update_count(new_values, last_count):
# MAGIC     return sum(new_values) + (last_count or 0)


# COMMAND ----------

x = 1
