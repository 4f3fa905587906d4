"""The JSON Schema of a definition, for editors: made from the tables that the loader reads with."""

from __future__ import annotations

import json
from pathlib import Path

from questionnaires.index import INDEX
from questionnaires.shapes import Schema

PATH = Path(__file__).parent / "definition.schema.json"


def schema() -> Schema:
    """The schema (JSON Schema 2020-12); the loader also checks references, sums and codes."""
    definitions: Schema = {}
    body = INDEX.schema(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Index definition",
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def as_text() -> str:
    """The schema as it is shipped."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
