"""What a submission may do to the process that it runs in, each as the body of a function, without meaning any harm."""

SETS = {
    "warnings as errors": "import warnings; warnings.simplefilter('error')",
    "warnings replaced": "import warnings; warnings.warn = None",
    "numpy raises": "import numpy as np; np.seterr(all='raise')",
    "numpy prints otherwise": "import numpy as np; np.set_printoptions(precision=0, threshold=1)",
    "random state": "import random, numpy as np; random.seed(7); np.random.seed(7); random.random()",
    "time zone": "import os, time; os.environ['TZ'] = 'America/New_York'; time.tzset()",
    "another Python": "import os; os.environ['PYSPARK_PYTHON'] = os.environ['PYSPARK_DRIVER_PYTHON'] = '/no/python'",
    "environment emptied": "import os; os.environ.clear()",
    "environment for Spark": "import os; os.environ.update(SPARK_HOME='/no', JAVA_HOME='/no', SPARK_LOCAL_IP='1.2.3.4')",
    "strict warnings for workers": "import os; os.environ['PYTHONWARNINGS'] = 'error'",
    "working directory": "import os, tempfile; os.chdir(tempfile.mkdtemp())",
    "working directory gone": "import os, tempfile; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d)",
    "umask": "import os; os.umask(0o777)",
    "locale": "import locale; locale.setlocale(locale.LC_ALL, 'C.UTF-8')",
    "recursion limit": "import sys; sys.setrecursionlimit(max(220, len(__import__('inspect').stack()) + 150))",
    "socket timeout": "import socket; socket.setdefaulttimeout(0.000001)",
    "module path emptied": "import sys; sys.path.clear()",
    "module path led astray": (
        "import os, sys, tempfile; d = tempfile.mkdtemp(); open(os.path.join(d, 'uuid.py'), 'w').write('1/0'); "
        "sys.path.insert(0, d)"
    ),
    "signal handlers": "import signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN); signal.signal(signal.SIGALRM, print)",
    "alarm": "import signal; signal.signal(signal.SIGALRM, signal.SIG_IGN); signal.setitimer(signal.ITIMER_REAL, 0.5)",
    "output redirected": "import io, sys; sys.stdout = sys.stderr = io.StringIO(); sys.stdout.close()",
    "hooks": "import sys; sys.excepthook = sys.displayhook = None",
    "collector off": "import gc; gc.disable(); gc.set_threshold(1, 1, 1)",
    "decimals": "import decimal; decimal.getcontext().prec = 1",
    "logging off": "import logging; logging.disable(50); logging.root.handlers.append(None)",
    "digits": "import sys; sys.set_int_max_str_digits(640)",
    "builtin replaced": "import builtins; builtins.sorted = builtins.sum = builtins.map = None",
    "builtin of its own": "import builtins; builtins.len = lambda x: 7",
    "numpy's functions": "import numpy as np; np.asarray = np.array = np.argmax = None",
    "pandas' functions": "import pandas as pd; pd.DataFrame = pd.DataFrame.itertuples = None",
    "pandas' options": "import pandas as pd; pd.set_option('display.max_rows', 1); pd.set_option('mode.copy_on_write', True)",
    "scikit-learn's classes": (
        "from sklearn.feature_extraction.text import CountVectorizer as C; C.transform = lambda *a: None; "
        "from sklearn.naive_bayes import MultinomialNB as M; M.partial_fit = M.predict = None"
    ),
    "scikit-learn's output": "import sklearn; sklearn.set_config(transform_output='pandas')",
    "scikit-learn's measures": "import sklearn.metrics as m; m.f1_score = m.confusion_matrix = lambda *a, **k: 0",
    "Spark's streams": "from pyspark.streaming import DStream as D; D.foreachRDD = D.map = lambda *a: None",
    "Spark's RDDs": "from pyspark import RDD; RDD.collect = RDD.flatMap = None",
    "Spark's sessions": "from pyspark.sql import SparkSession as S; S.sql = S.createDataFrame = None",
    "Spark's functions": "import pyspark.sql.functions as F; F.desc = F.count = F.col = None",
    "files left behind": "[open(f'left{n}', 'w').write('x') for n in range(50)]",
    "a thread that goes on": (
        "import threading, time; threading.Thread(target=lambda: [time.sleep(0.01) for _ in iter(int, 1)], daemon=True).start()"
    ),
    "a timer": "import threading; t = threading.Timer(0.5, lambda: 1 / 0); t.daemon = True; t.start()",
    "a child": "import subprocess; subprocess.Popen(['sleep', '100'])",
    "an unknown corner of scipy": "import scipy.sparse._compressed as c; c._cs_matrix.sum_duplicates = lambda self: None",
    "an unknown corner of Python": "import json.encoder, uuid; json.encoder.JSONEncoder.encode = uuid.uuid4 = lambda *a: 'x'",
    "an unknown corner of Spark": (
        "import pyspark.serializers as s; s.AutoBatchedSerializer.load_stream = lambda self, stream: iter(())"
    ),
}
"""These cost nobody a point."""

OF_SPARK = {
    "settings of the session": (
        "from pyspark.sql import SparkSession as S; s = S.getActiveSession(); "
        "s and [s.conf.set(k, v) for k, v in (('spark.sql.caseSensitive', 'true'), ('spark.sql.session.timeZone', 'Asia/Tokyo'), "
        "('spark.sql.ansi.enabled', 'false'), ('spark.sql.legacy.timeParserPolicy', 'LEGACY'))]"
    ),
    "views": (
        "from pyspark.sql import SparkSession as S; s = S.getActiveSession(); "
        "s and s.range(3).createOrReplaceTempView('words'); s and s.range(3).createOrReplaceGlobalTempView('words')"
    ),
    "functions of SQL": (
        "from pyspark.sql import SparkSession as S; s = S.getActiveSession(); s and s.udf.register('count', lambda x: 7)"
    ),
    "a session on the package": "import pyspark; pyspark.my_session = pyspark.sql.SparkSession.getActiveSession()",
    "checkpoint directory": (
        "from pyspark import SparkContext as C; c = C._active_spark_context; c and c.setCheckpointDir('elsewhere')"
    ),
    "jobs named": "from pyspark import SparkContext as C; c = C._active_spark_context; c and c.setJobGroup('mine', 'my jobs')",
    "log level": "from pyspark import SparkContext as C; c = C._active_spark_context; c and c.setLogLevel('ERROR')",
    "properties of Java": "from pyspark import SparkContext as C; C.setSystemProperty('spark.default.parallelism', '7')",
}
"""The same for Spark, where it runs."""

EXHAUSTS = {
    "file descriptors": "import os; kept = globals().setdefault('_kept', []); kept += [os.open('/dev/null', 0) for _ in range(150)]",
    "memory": "globals().setdefault('_kept', []).append(bytearray(b'x') * (700 << 20))",
    "all descriptors": "import os; globals().setdefault('_kept', []).extend(iter(lambda: os.open('/dev/null', 0), None))",
    "many threads": (
        "import threading, time; [threading.Thread(target=time.sleep, args=(900,), daemon=True).start() for _ in range(300)]"
    ),
}
"""These may cost whoever does it, and nobody else."""

POLLUTERS = SETS | OF_SPARK | EXHAUSTS
