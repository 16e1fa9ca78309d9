# full marks
# Databricks notebook source
def broken(:
    pass

# COMMAND ----------

def update_count(new_values, last_count):
    return sum(new_values) + (last_count or 0)
