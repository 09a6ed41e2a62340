"""A corpus: whole whatever is lost while it is made, the same bytes by any number of processes, the graph's own words."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from clusters import Cluster, cluster
from plan_files import text_to_txt, to_csv
from plans import table_plan, text_plan
from pyoxigraph import Quad, RdfFormat, Store

from fengong import read_plan
from fengong.cli import main
from fengong.describe import compact, describe_all
from fengong.identify import BASE, Names
from fengong.parquet import SHARED, rows_of, schemas
from fengong.partition import PARTS

COUNT, SIZE = 9, 2
