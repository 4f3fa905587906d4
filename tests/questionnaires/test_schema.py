"""The schema for editors is the one the code makes, and the shipped documents fulfil it."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from questionnaires import catalogue
from questionnaires.schema import PATH, as_text, schema
from tests.questionnaires.documents import RATIO, SMALL, changed


def faults(text: str) -> list[str]:
    plain = json.loads(json.dumps(yaml.load(text, Loader=yaml.CSafeLoader), default=str))  # dates as written
    return [error.message for error in jsonschema.Draft202012Validator(schema()).iter_errors(plain)]


def test_the_shipped_schema_is_the_one_the_code_makes() -> None:
    assert PATH.read_text(encoding="utf-8") == as_text()
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("code", catalogue())
def test_every_shipped_definition_fulfils_the_schema(code: str) -> None:
    assert faults(catalogue()[code].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("holder: khcn", "holdr: khcn"),
        (RATIO, "rule: {ration: {numerator: so_xa}}"),
        (RATIO, "rule: {ratio: {numerator: so_xa, denominator: tong_so_xa, full_at: 0}}"),
        (f"      {RATIO}\n", ""),
        ("kind: choice", "kind: chioce"),
        ("bi_thu: 1, khac", "bi_thu: 2, khac"),
    ],
)
def test_what_editors_can_see_is_refused_by_the_schema_too(old: str, new: str) -> None:
    assert faults(SMALL) == []
    assert faults(changed(old, new))
