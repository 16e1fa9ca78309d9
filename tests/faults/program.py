"""A generated program: an answer to one exercise that is wrong in some circumstance, perhaps in none."""

from __future__ import annotations

from dataclasses import dataclass

HELPERS = """
import functools, itertools, re
from collections.abc import Callable, Iterator
from datetime import datetime
import numpy as np
import pandas as pd
from pyspark import RDD, SparkConf, SparkContext
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql.functions import asc, desc
from pyspark.sql.streaming import StatefulProcessor, StatefulProcessorHandle, StreamingQuery
from pyspark.sql.streaming.stateful_processor import ExpiredTimerInfo, TimerValues
from pyspark.streaming import DStream, StreamingContext
from scipy.sparse import csr_array, csr_matrix
from sklearn.base import ClassifierMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sklearn.naive_bayes import MultinomialNB
"""
"""What the chapter imports, and the generated code uses."""


@dataclass(frozen=True)
class Program:
    """`code` defines `exercise`; `operator` names the kind of fault, `told` the fault itself, `base` what was changed."""

    exercise: str
    base: str
    operator: str
    told: str
    code: str

    @property
    def cells(self) -> list[str]:
        """What a harness gets."""
        return [HELPERS, self.code]
