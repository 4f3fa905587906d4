"""What is asked, of whom and what an answer is worth: index definitions as data, and their loader."""

from questionnaires.faults import DefinitionError, Fault
from questionnaires.loader import catalogue, load
from questionnaires.model import Index, Item, ItemKind, Node, Section, Text, items_of, sections
from questionnaires.plain_tables import read_plain_index

__all__ = [
    "DefinitionError",
    "Fault",
    "Index",
    "Item",
    "ItemKind",
    "Node",
    "Section",
    "Text",
    "catalogue",
    "items_of",
    "load",
    "read_plain_index",
    "sections",
]
