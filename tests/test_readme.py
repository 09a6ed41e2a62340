"""The README cannot drift: its answer is the real one, its commands exist, its Python runs."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from click.testing import CliRunner

from fengong.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_screen_shows_the_real_answer(tmp_path: Path) -> None:
    graph = str(tmp_path / "graph.ttl")
    notice = str(ROOT / "data" / "sources" / "binhai-2020-20" / "notice.txt")
    assert CliRunner().invoke(main, ["build", notice, "-o", graph]).exit_code == 0
    shown = re.search(r'\$ fengong ask "([^"]+)"\n(.*?)```', README, re.DOTALL)
    assert shown
    answer = CliRunner().invoke(main, ["ask", shown[1], "--graph", graph]).stdout
    assert answer == shown[2]


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\$ make (\w+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_command_shown_exists_and_every_command_is_shown_or_listed() -> None:
    shown = set(re.findall(r"\$ fengong (\w+)", README))
    assert shown <= set(main.commands)
    assert {"build", "who", "body", "ask", "view", "query", "export", "check", "read"} <= shown


def test_the_python_examples_give_what_they_show() -> None:
    import os

    before = Path.cwd()
    os.chdir(ROOT)
    try:
        text = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
        examples = doctest.DocTestParser().get_doctest(text, {}, "README", None, 0)
        import fengong

        package = doctest.DocTestParser().get_doctest(fengong.__doc__ or "", {}, "fengong", None, 0)
        for test in (examples, package):
            assert doctest.DocTestRunner().run(test).failed == 0
    finally:
        os.chdir(before)
