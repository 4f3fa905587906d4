"""Workbooks in which officials write an index: `read_workbook` and `write_workbook`, each other's inverse."""

from assessment.exchange.workbook_reading import read_workbook
from assessment.exchange.workbook_writing import write_workbook

__all__ = ["read_workbook", "write_workbook"]
