"""Spark in plain Python, as far as answers use it: thousands of programs can be judged without a JVM.

It keeps pyspark's own Python code, which builds nearly all operations on a few, and replaces those few. What would need
the JVM is refused. Functions and records go through pickle as they do in Spark: what a task changes stays in the task.
"""
