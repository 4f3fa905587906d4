"""The page on the definition format shows what the loader reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from questionnaires.rules import RULES
from questionnaires.tree import METHODS
from tests.questionnaires.documents import read

PAGE = (Path(__file__).parents[2] / "docs" / "definition-format.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_whole_example_is_an_index(tmp_path: Path) -> None:
    index = read(tmp_path, EXAMPLES[0])
    assert (index.code, index.root.max_points, len(index.items)) == ("DTI-XA", 100, 2)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_is_yaml(number: int) -> None:
    assert yaml.safe_load(EXAMPLES[number])


def test_every_rule_has_an_example_with_keys_that_it_knows() -> None:
    written = re.findall(r"^\| `(\w+)` \| `(\{\1: .*?\})` \|", PAGE, re.MULTILINE)
    assert [name for name, _ in written] == list(RULES)
    for name, example in written:
        keys = set(yaml.safe_load(example)[name])
        required = {key for key, entry in RULES[name].keys.items() if entry.required}
        assert required <= keys <= set(RULES[name].keys), name


def test_every_method_of_normalising_is_named() -> None:
    assert all(f"`{method}`" in PAGE for method in METHODS)
