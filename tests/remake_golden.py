"""Write the golden Plan anew: python tests/remake_golden.py. Then read the difference line by line against the source."""

from pathlib import Path

from fengong import read_plan
from fengong.serialise import plan_to_json

here = Path(__file__).parent
plan = read_plan(here.parent / "data" / "sources" / "binhai-2020-20" / "notice.txt")
(here / "golden" / "binhai-2020-20" / "plan.json").write_text(plan_to_json(plan), encoding="utf-8")
