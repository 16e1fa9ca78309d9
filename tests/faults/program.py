"""A generated program: an answer to one exercise that is wrong in some circumstance, perhaps in none."""

from __future__ import annotations

from dataclasses import dataclass

HELPERS = """
import functools, itertools, re
import numpy as np
import pandas as pd
from pyspark.sql import Row, SparkSession
from pyspark.streaming import DStream
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
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
