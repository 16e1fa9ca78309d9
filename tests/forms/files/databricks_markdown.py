# full marks
# Databricks notebook source
# MAGIC %md
# MAGIC # def update_count

# COMMAND ----------

# MAGIC %pip install x

# COMMAND ----------

def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
