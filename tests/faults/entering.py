"""Faults of entering and saving: A01 to A09."""

from __future__ import annotations

from tests.faults.fault import Fault

FORMATS, SAVE_SCRIPT = "assessment/formats.py", "assessment/web/static/js/autosave.js"
ENTERING, AUTOSAVE = "tests/browser/test_entering.py", "tests/browser/test_autosave.py"
READING, SENDING, NUMBERS = "tests/browser/test_reading.py", "tests/browser/test_sending.py", "tests/test_formats.py"
UNDERSTOOD = f"{NUMBERS}::test_a_number_typed_the_vietnamese_way_is_understood"
REFUSED = f"{NUMBERS}::test_a_text_that_could_mean_two_things_is_refused_by_name"
A_POINT = f"{ENTERING}::test_a_decimal_point_is_refused_in_the_same_words_above_and_at_the_box_which_keeps_it"
BESIDE = f"{ENTERING}::test_beside_an_unreadable_number_the_others_are_saved_and_the_form_cannot_be_handed_over"
ONCE = f"{AUTOSAVE}::test_what_is_typed_is_saved_once_after_a_pause_and_points_and_words_follow"
SLOW = f"{AUTOSAVE}::test_a_second_save_waits_for_a_slow_first_one_and_the_last_text_wins"
CAUSES = f"{AUTOSAVE}::test_a_failure_is_told_by_its_cause_keeps_the_text_and_can_be_tried_again"
ENDED = f"{AUTOSAVE}::test_after_a_session_ended_the_text_comes_back_when_signed_in_again"
TELEX = f"{AUTOSAVE}::test_telex_typed_through_a_save_gives_the_text_exactly_and_leaves_the_caret"
PASTED = f"{ENTERING}::test_text_pasted_in_loose_letters_and_marks_is_stored_composed"
FOUND = f"{READING}::test_a_province_is_found_however_its_name_is_typed"
BACK = f"{ENTERING}::test_going_back_shows_what_is_stored_now_and_not_what_the_page_was_opened_with"
TWICE = f"{SENDING}::test_a_double_click_on_send_makes_one_submission"

SENT_BY_THE_TABLE = """    require(session, submission, action, actor, now)
    signed = submission.state == SubmissionState.AWAITING_SIGN_OFF
    unanswered = [row.indicator for row in open_returns(submission) if not fits(row)]
    if unanswered and not unanswered_too:
        raise IncompleteError(tuple(unanswered))
    transition(session, submission, action, actor, now)
"""
SENT_BY_HAND = """    signed = submission.state == SubmissionState.AWAITING_SIGN_OFF
    unanswered = [row.indicator for row in open_returns(submission) if not fits(row)]
    submission.state = SubmissionState.SENT
    record(session, submission, "send", actor, now)
"""

FAULTS = (
    Fault(
        "A01",
        "the form is sent by its script only",
        "templates/web/working/section.html",
        '<form method="post" novalidate autocomplete="off" id="answers"',
        '<form novalidate autocomplete="off" id="answers"',
        (f"{ENTERING}::test_two_values_are_saved_without_scripts",),
    ),
    Fault(
        "A02",
        "a decimal point is taken for a comma",
        FORMATS,
        "    raise _fault(text, group, spaced != text)\n\n\ndef _fault",
        '    if re.fullmatch(r"\\d+\\.\\d+", text):\n        return Decimal(text)\n'
        "    raise _fault(text, group, spaced != text)\n\n\ndef _fault",
        (A_POINT,),
    ),
    Fault(
        "A02",
        "a page with faults answers 200",
        "assessment/web/working/officer.py",
        "section_form(view, posted=False), notice=message), 422",
        "section_form(view, posted=False), notice=message), 200",
        (A_POINT,),
    ),
    Fault(
        "A02",
        "the title does not begin with the fault",
        "templates/web/working/section.html",
        '{{ _("Lỗi: ") if summary and open }}',
        "",
        (A_POINT,),
    ),
    Fault(
        "A02",
        "the focus stays where it was and not on the summary",
        "templates/web/components/forms.html",
        '{% if posted %} role="alert" tabindex="-1" autofocus{% endif %}',
        '{% if posted %} role="alert"{% endif %}',
        (A_POINT,),
    ),
    Fault(
        "A02",
        "the link of the summary leads to the indicator and not into the box",
        "templates/web/components/forms.html",
        '<a href="#{{ entry[0] }}">{{ entry[1] }}</a>',
        '<a href="#noi-dung">{{ entry[1] }}</a>',
        (A_POINT,),
    ),
    Fault(
        "A02",
        "a box that cannot be read is emptied",
        "templates/web/components/forms.html",
        "value=\"{{ box.input.data or '' }}\" autocomplete",
        "value=\"{{ '' if box.fault else box.input.data or '' }}\" autocomplete",
        (A_POINT,),
    ),
    Fault(
        "A02",
        "the words stand in the summary only",
        "templates/web/components/forms.html",
        '  {{ fault(id, box.fault) }}\n  <div class="line">',
        '  <div class="line">',
        (A_POINT,),
    ),
    Fault(
        "A03",
        "a group of thousands may have any number of digits",
        FORMATS,
        'if re.fullmatch(rf"-?[1-9]\\d{{0,2}}({re.escape(group)}\\d{{3}})+',
        'if re.fullmatch(rf"-?\\d{{1,3}}({re.escape(group)}\\d+)+',
        (REFUSED,),
    ),
    Fault("A03", "a hard space is no space", FORMATS, 're.sub(r"\\s", " ", nfc(typed))', "nfc(typed)", (UNDERSTOOD,)),
    Fault("A03", "a true minus sign is no minus", FORMATS, '.replace(MINUS, "-")', "", (UNDERSTOOD,)),
    Fault(
        "A03",
        "digits of another script are an unknown sign",
        FORMATS,
        "if any(char.isdigit() and not char.isascii() for char in text):",
        "if any(char.isdigit() and not char.isprintable() for char in text):",
        (REFUSED,),
    ),
    Fault("A03", "forty digits are a number", FORMATS, "if len(text) > 30:", "if len(text) > 50:", (REFUSED,)),
    Fault(
        "A03",
        "nothing typed is zero",
        FORMATS,
        "    if not text:\n        return None\n    if len",
        "    if not text:\n        return Decimal(0)\n    if len",
        (f"{NUMBERS}::test_nothing_typed_is_missing_and_not_zero",),
    ),
    Fault(
        "A04",
        "one number that cannot be read holds up the whole page",
        "assessment/web/working/officer.py",
        "    db().commit()\n    if outcome.conflicts:",
        "    if not outcome.faults:\n        db().commit()\n    if outcome.conflicts:",
        (BESIDE,),
    ),
    Fault(
        "A04",
        "a form with a number that cannot be read is handed over",
        "assessment/services/transitions.py",
        "    if faulty:\n        raise IncompleteError(faulty)",
        "    if len(faulty) > 10:\n        raise IncompleteError(faulty)",
        (BESIDE,),
    ),
    Fault(
        "A04",
        "a part with a number that cannot be read is called done",
        "assessment/services/confirming.py",
        "    if unreadable:\n",
        "    if unreadable and len(unreadable) == len(mine):\n",
        ("tests/services/test_delegation.py::test_what_cannot_be_read_blocks_the_confirmation_and_not_the_save",),
    ),
    Fault(
        "A05",
        "every key sends a request",
        SAVE_SCRIPT,
        "const QUIET = 2000;",
        "const QUIET = 20;",
        (ONCE,),
    ),
    Fault(
        "A05",
        "two requests are under way at once",
        SAVE_SCRIPT,
        "  sending ??= send()",
        "  sending = send()",
        (SLOW,),
    ),
    Fault(
        "A05",
        "what was typed during a slow save is taken for saved",
        SAVE_SCRIPT,
        "      known.set(item, text);",
        "      known.set(item, written(item));",
        (SLOW,),
    ),
    Fault(
        "A05",
        "all answers of the page are sent",
        SAVE_SCRIPT,
        "const changed = () => items.filter((item) => written(item) !== known.get(item));",
        "const changed = () => items;",
        (ONCE,),
    ),
    Fault(
        "A05",
        "the page does not say that it saved",
        SAVE_SCRIPT,
        '  done.textContent = clashes.length && clashes.length === sent.size ? "" : told.saved;',
        "",
        (ONCE,),
    ),
    Fault(
        "A06",
        "one message for all causes",
        SAVE_SCRIPT,
        "function fail(cause, words = state.dataset[cause]) {",
        "function fail(cause, words = state.dataset.server) {",
        (CAUSES,),
    ),
    Fault(
        "A06",
        "the button to try again does nothing",
        SAVE_SCRIPT,
        '    button.addEventListener("click", save);\n',
        "",
        (CAUSES,),
    ),
    Fault(
        "A06",
        "an ended session is told as trouble of the server",
        SAVE_SCRIPT,
        "if (answer.status === 401 || answer.status === 400)",
        "if (answer.status === 400)",
        (ENDED,),
    ),
    Fault(
        "A06",
        "after a new sign-in the text is gone",
        SAVE_SCRIPT,
        '  keep();\n  done.textContent = "";\n  const parts',
        '  sessionStorage.removeItem(store);\n  done.textContent = "";\n  const parts',
        (ENDED,),
    ),
    Fault(
        "A07",
        "text is stored as it was typed, in loose letters and marks",
        FORMATS,
        '    return unicodedata.normalize("NFC", text)\n\n\ndef parse_number',
        "    return text\n\n\ndef parse_number",
        (PASTED,),
    ),
    Fault(
        "A07",
        "a search knows no other marks",
        FORMATS,
        'return nfc("".join(char for char in decomposed if not unicodedata.combining(char)))',
        "return nfc(decomposed)",
        (FOUND,),
    ),
    Fault("A07", "đ is not found by d", FORMATS, 'text.casefold().replace("đ", "d")', "text.casefold()", (FOUND,)),
    Fault("A07", "capitals are not found", FORMATS, "text.casefold().replace", "text.replace", (FOUND,)),
    Fault(
        "A08",
        "a save writes what the server has into the boxes",
        SAVE_SCRIPT,
        "      known.set(item, text);\n",
        "      known.set(item, text);\n      fill(item, seen(item).value, text);\n",
        (TELEX,),
    ),
    Fault(
        "A08",
        "the caret jumps to the beginning after a save",
        SAVE_SCRIPT,
        "  show(told);\n}",
        "  show(told);\n  document.activeElement.setSelectionRange?.(0, 0);\n}",
        (TELEX,),
    ),
    Fault(
        "A09",
        "browsers may keep pages of the form",
        "assessment/web/security.py",
        '"Cache-Control"] = "no-store"\n        return response\n    response.headers',
        '"Cache-Control"] = "private, max-age=600"\n        return response\n    response.headers',
        (BACK,),
    ),
    Fault(
        "A09",
        "sending asks nobody whether the form was sent already",
        "assessment/services/submissions.py",
        SENT_BY_THE_TABLE,
        SENT_BY_HAND,
        (TWICE,),
    ),
)
