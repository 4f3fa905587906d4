"""Faults of a form by Excel: A27 to A29."""

from __future__ import annotations

from tests.faults.fault import Fault

HABITS, WRITTEN = "tests/exchange/test_answer_habits.py", "tests/exchange/test_answer_workbook.py"
PAGES, BROWSER = "tests/web/working/test_workbook.py", "tests/browser/test_workbook.py"
THREE = f"{BROWSER}::test_a_downloaded_form_with_three_changed_cells_is_previewed_confirmed_and_there"
CHOSEN = f"{PAGES}::test_of_a_conflict_the_chosen_value_is_kept_and_what_is_left_for_later_waits"
AFTERWARDS = f"{PAGES}::test_a_conflict_that_arises_after_the_preview_is_not_overwritten"
PREVIEWED = f"{PAGES}::test_three_changed_cells_are_shown_first_written_on_confirmation_and_told_in_the_log"
NUMBERS = f"{HABITS}::test_a_number_is_taken_as_it_stands_and_a_text_as_it_would_be_on_the_page"
DATES = f"{HABITS}::test_a_number_that_became_a_date_is_refused_with_what_to_do"
FORMULAS = f"{HABITS}::test_a_formula_counts_by_its_result_and_one_without_a_result_is_refused"
COLUMNS = f"{HABITS}::test_columns_are_found_wherever_they_were_moved_and_own_ones_are_passed_over"
ROWS = f"{HABITS}::test_a_row_of_ones_own_with_a_value_is_refused_and_one_without_is_not"
WHOSE = f"{HABITS}::test_the_file_of_another_year_or_province_is_refused_whole"
A_TEXT = f"{WRITTEN}::test_a_text_that_begins_like_a_formula_stays_a_text"
READING, CELLS = "assessment/exchange/answer_reading.py", "assessment/exchange/answer_cells.py"
WRITING, PREVIEW = "assessment/exchange/answer_writing.py", "assessment/web/working/preview.py"

FAULTS = (
    Fault(
        "A27",
        "an upload writes without asking",
        "assessment/web/working/workbook.py",
        "        preview.foreseen(db(), upload, signed_in(), now())\n    except uploads.TooLargeError:",
        "        found = preview.foreseen(db(), upload, signed_in(), now())\n"
        "        uploads.write(db(), upload, _confirmed(found), actor=signed_in(), now=now())\n"
        "    except uploads.TooLargeError:",
        (PREVIEWED,),
    ),
    Fault(
        "A27",
        "what does not change is counted as written",
        PREVIEW,
        "(writes if outcome.writes else same).append(_row(entry, outcome, item))",
        "writes.append(_row(entry, outcome, item))",
        (THREE,),
    ),
    Fault(
        "A27",
        "a confirmed file writes its first figure only",
        "assessment/web/working/workbook.py",
        "    for row in found.writes:\n",
        "    for row in found.writes[:1]:\n",
        (THREE,),
    ),
    Fault(
        "A27",
        "a conflict is not shown",
        PREVIEW,
        "            conflicts.append(_clash(entry, outcome, item))",
        "            continue",
        (CHOSEN,),
    ),
    Fault(
        "A27",
        "a file overwrites what others saved since it was exported",
        READING,
        "        seen_version=_version(table, row, code),",
        "        seen_version=line.answer.version if line.answer else 0,",
        (AFTERWARDS,),
    ),
    Fault(
        "A28",
        "a date is taken for a number",
        CELLS,
        '        shown = f"{value:%d/%m/%Y}"\n        raise Unreadable(',
        '        return Typed(f"{value.day},{value.month}")\n        raise Unreadable(',
        (DATES,),
    ),
    Fault(
        "A28",
        "a number of Excel comes with a decimal point",
        CELLS,
        '    return f"{exactly:f}".replace(".", ",")',
        '    return f"{exactly:f}"',
        (NUMBERS,),
    ),
    Fault(
        "A28",
        "a text in a cell is read the English way",
        CELLS,
        "    if isinstance(value, str):\n        return _percent_typed(value, item)",
        '    if isinstance(value, str):\n        return _percent_typed(value.replace(",", "."), item)',
        (NUMBERS,),
    ),
    Fault(
        "A28",
        "a formula without a result is an empty answer",
        CELLS,
        "    if cell.fault is not None:\n        raise Unreadable(*cell.fault)\n",
        '    if cell.fault is not None:\n        return Typed("")\n',
        (FORMULAS,),
    ),
    Fault(
        "A28",
        "columns are found by where they stand",
        READING,
        "    for number, key in sorted(headings.items()):\n        columns.setdefault(key, number)",
        "    for number, key in enumerate(HEADINGS, 1):\n        columns.setdefault(key, number)",
        (COLUMNS,),
    ),
    Fault(
        "A28",
        "a row of one's own is passed over without a word",
        READING,
        '        raise _Refused(Wrong(table.place(row, "typed"), "", _shown(typed), NO_CODE))',
        "        return None",
        (ROWS,),
    ),
    Fault(
        "A28",
        "the file of another year is taken",
        READING,
        "(stamp.round_code, stamp.unit_set, stamp.unit_code) != (submission.round.code, unit.unit_set, unit.code)",
        "(stamp.unit_set, stamp.unit_code) != (unit.unit_set, unit.code)",
        (f"{WHOSE}[other0]",),
    ),
    Fault(
        "A28",
        "the file of another province is taken",
        READING,
        "(stamp.round_code, stamp.unit_set, stamp.unit_code) != (submission.round.code, unit.unit_set, unit.code)",
        "(stamp.round_code, stamp.unit_set) != (submission.round.code, unit.unit_set)",
        (f"{WHOSE}[other1]",),
    ),
    Fault(
        "A29",
        "a text that begins with = is a formula",
        WRITING,
        '        cell.data_type = "s"\n',
        "",
        (A_TEXT,),
    ),
    Fault(
        "A29",
        "a text that begins with = becomes a formula when its cell is edited",
        WRITING,
        "        cell.quotePrefix = value.startswith(STARTS_A_FORMULA)\n",
        "",
        (A_TEXT,),
    ),
    Fault(
        "A29",
        "a table for spreadsheets runs what people typed",
        "assessment/exchange/safe_csv.py",
        "writer.writerows([safe_cell(cell) for cell in row] for row in rows)",
        "writer.writerows(rows)",
        (
            "tests/web/working/test_versions.py::test_the_downloads_are_the_frozen_text_and_a_table_in_which_nothing_runs",
        ),
    ),
)
