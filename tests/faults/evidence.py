"""Faults of documents: A10 to A13."""

from __future__ import annotations

from tests.faults.fault import Fault

BROWSER, LIBRARY = "tests/browser/test_evidence.py", "tests/web/evidence/test_library.py"
PICKER, KINDS = "tests/web/evidence/test_picker.py", "tests/files/test_kinds.py"
WITHOUT_SCRIPTS = f"{BROWSER}::test_without_scripts_good_files_are_kept_and_come_back_under_their_names"
EACH_ITS_WORDS = f"{LIBRARY}::test_of_several_files_the_good_ones_are_kept_and_each_other_one_is_told_why"
DOWNLOAD = f"{LIBRARY}::test_a_download_has_its_name_and_can_never_run"
FROM_ONE = f"{PICKER}::test_a_document_taken_from_one_answer_stays_behind_the_others"
ASKS = f"{PICKER}::test_removal_of_a_used_document_asks_and_says_where_it_is_used"
FOCUS = f"{BROWSER}::test_after_a_document_is_taken_away_the_focus_is_on_the_words_that_say_so"
RENAMED = f"{KINDS}::test_what_is_renamed_to_pdf_is_refused_by_its_content"
FILES = "assessment/web/evidence/files.py"

FAULTS = (
    Fault(
        "A10",
        "one wrong file is told and the good ones are forgotten",
        "assessment/web/evidence/receiving.py",
        "        received.refused.append(words.file_fault(error.fault, error.name))",
        "        received.added.clear()\n        received.refused.append(words.file_fault(error.fault, error.name))",
        (WITHOUT_SCRIPTS,),
    ),
    Fault(
        "A10",
        "every refused file has the same words",
        "assessment/web/evidence/receiving.py",
        "words.file_fault(error.fault, error.name)",
        'words.file_fault("type", error.name)',
        (EACH_ITS_WORDS,),
    ),
    Fault(
        "A10",
        "files are sent by the script only",
        "templates/web/evidence/library.html",
        'enctype="multipart/form-data" novalidate',
        "novalidate",
        (WITHOUT_SCRIPTS,),
    ),
    Fault(
        "A11",
        "a name keeps its loose letters and marks",
        "assessment/files/kinds.py",
        'last = unicodedata.normalize("NFC", name).replace',
        "last = name.replace",
        (WITHOUT_SCRIPTS,),
    ),
    Fault(
        "A11",
        "a download loses its Vietnamese letters",
        FILES,
        "return f\"{kind}; filename=\\\"{plain}\\\"; filename*=UTF-8''{quote(name, safe='')}\"",
        'return f"{kind}; filename=\\"{plain}\\""',
        (WITHOUT_SCRIPTS,),
    ),
    Fault(
        "A12",
        "taking a document from one answer takes it from all",
        "assessment/services/evidence/linking.py",
        "delete(EvidenceLink).where(EvidenceLink.id == found.id)",
        "delete(EvidenceLink).where(EvidenceLink.evidence_id == piece_id)",
        (FROM_ONE,),
    ),
    Fault(
        "A12",
        "a used document is removed without asking",
        "assessment/web/evidence/piece.py",
        '    if request.method == "GET":\n        return render_template("web/evidence/remove.html"',
        '    if request.method == "GET" and not row.uses:\n        return render_template("web/evidence/remove.html"',
        (ASKS,),
    ),
    Fault(
        "A12",
        "after a removal the focus is nowhere",
        "templates/web/evidence/parts.html",
        '<div class="notice" role="status" tabindex="-1" autofocus>',
        '<div class="notice" role="status" tabindex="-1">',
        (FOCUS,),
    ),
    Fault(
        "A12",
        "a removal is not told to a screen reader",
        "templates/web/evidence/parts.html",
        '<div class="notice" role="status" tabindex="-1" autofocus>',
        '<div class="notice" tabindex="-1" autofocus>',
        (FOCUS,),
    ),
    Fault(
        "A13",
        "a browser may guess what a file is",
        "assessment/web/security.py",
        '    "X-Content-Type-Options": "nosniff",\n',
        "",
        (DOWNLOAD,),
    ),
    Fault(
        "A13",
        "a file opens in the browser instead of being saved",
        FILES,
        'disposition("inline" if inside else "attachment", found.file_name or "")',
        'disposition("inline", found.file_name or "")',
        (DOWNLOAD,),
    ),
    Fault(
        "A13",
        "a file is what its name says",
        "assessment/files/kinds.py",
        "    if MEDIA_TYPES[suffix] not in _media_types(head):\n        return FileFault.CONTENT\n",
        "",
        (RENAMED,),
    ),
    Fault(
        "A13",
        "pages are taken as documents",
        "assessment/files/kinds.py",
        '    ".png": "image/png",\n',
        '    ".png": "image/png",\n    ".html": "text/html",\n',
        (f"{KINDS}::test_other_endings_are_refused_whatever_is_inside",),
    ),
)
