"""Faults of two people at one form: A14 to A18."""

from __future__ import annotations

from tests.faults.fault import Fault

ENTERING, AUTOSAVE = "tests/browser/test_entering.py", "tests/browser/test_autosave.py"
TOGETHER, PINGS = "tests/web/working/test_answering.py", "tests/web/working/test_autosave.py"
SHOWN = f"{ENTERING}::test_the_second_of_two_who_save_the_same_figure_is_shown_every_value_and_who_was_faster"
KEEP = f"{ENTERING}::test_keeping_mine_writes_my_value_as_it_was_changed_after_the_refusal"
TAKE = f"{ENTERING}::test_taking_theirs_leaves_their_value"
EDIT = f"{ENTERING}::test_editing_again_returns_to_the_box_with_my_text_and_a_later_save_wins"
APART = f"{ENTERING}::test_two_who_change_different_figures_of_one_page_do_not_meet"
GONE_ON = f"{ENTERING}::test_saving_after_the_form_went_on_writes_nothing_and_gives_the_text_back"
REFUSED = f"{AUTOSAVE}::test_a_save_in_the_background_after_the_form_went_on_is_refused_and_the_text_stays"
APPEARS = f"{AUTOSAVE}::test_who_edits_is_seen_within_35_seconds_and_forgotten_within_90_of_a_page_that_said_no_goodbye"
LEFT = f"{AUTOSAVE}::test_the_other_sees_who_is_at_which_indicator_and_that_they_left"
TWO_REVIEWERS = (
    "tests/browser/test_reviewing.py"
    "::test_a_second_decision_on_a_page_opened_before_the_first_is_refused_and_keeps_its_text"
)
OFFICER, CONFLICTS = "assessment/web/working/officer.py", "assessment/web/working/conflicts.py"
JUDGING, PRESENCE = "assessment/services/judging.py", "assessment/web/static/js/presence.js"

FAULTS = (
    Fault(
        "A14",
        "a save over a newer one overwrites it",
        JUDGING,
        "    if stored is not None and stored.version != change.seen_version:",
        "    if stored is not None and stored.version < change.seen_version:",
        (SHOWN,),
    ),
    Fault(
        "A14",
        "the page of a conflict answers 200",
        CONFLICTS,
        "    return body, 409\n",
        "    return body, 200\n",
        (SHOWN,),
    ),
    Fault("A14", "a conflict has no name", JUDGING, 'by=by.full_name if by else ""', 'by=""', (SHOWN,)),
    Fault(
        "A14",
        "what stood there at first is not shown",
        "templates/web/working/conflict.html",
        '        <div><dt>{{ _("Giá trị khi bạn mở trang") }}</dt>'
        '<dd class="kept-lines">{{ line.opened or _("bỏ trống") }}</dd></div>\n',
        "",
        (SHOWN,),
    ),
    Fault(
        "A14",
        "keeping mine asks again and again",
        CONFLICTS,
        "replace(change, seen_version=int(version)) if change.item == item and version.isdecimal() else change",
        "change",
        (KEEP,),
    ),
    Fault(
        "A14",
        "the first text is carried on beside its box",
        CONFLICTS,
        "for name, text in form.posted(box.item.code).items() if name not in shown}",
        "for name, text in form.posted(box.item.code).items()}",
        (KEEP,),
    ),
    Fault(
        "A14",
        "taking theirs writes mine",
        CONFLICTS,
        "        for change in changes\n        if change.item != dropped\n",
        "        for change in changes\n",
        (TAKE,),
    ),
    Fault(
        "A14",
        "editing again saves at once",
        OFFICER,
        'if "edit" in request.form else _save(submission, view, typed)',
        'if "edited" in request.form else _save(submission, view, typed)',
        (EDIT,),
    ),
    Fault(
        "A15",
        "a figure nobody touched is in conflict",
        "assessment/services/merging.py",
        "    if mine.same_value(opened):\n",
        "    if mine.same_value(present):\n",
        (APART,),
    ),
    Fault(
        "A16",
        "who forgot to close a page edits for ever",
        "assessment/services/presence.py",
        "            Presence.seen_at >= now - SEEN_WITHIN,\n",
        "",
        (APPEARS,),
    ),
    Fault("A16", "a page asks every two minutes", PRESENCE, "30 * 1000", "120 * 1000", (APPEARS,)),
    Fault(
        "A16",
        "a page that is closed says nothing",
        PRESENCE,
        'window.addEventListener("pagehide", () => !stopped && navigator.sendBeacon(ping, body({ left: "1" })));\n',
        "",
        (LEFT,),
    ),
    Fault(
        "A16",
        "anybody speaks for any form",
        "assessment/web/working/editing.py",
        'if request.form.get("form") != str(submission.id):',
        'if not request.form.get("form"):',
        (
            "tests/browser/test_ends_and_returns.py::test_nobody_of_another_province_speaks_for_a_form_from_their_own_page",
        ),
    ),
    Fault(
        "A17",
        "a form handed over while a save was judged takes it",
        "assessment/services/holding.py",
        "    return tuple(stands) == seen\n",
        "    return True\n",
        ("tests/services/test_saving_beside_others.py::test_what_was_sent_meanwhile_takes_no_answer",),
    ),
    Fault(
        "A17",
        "a form that was handed over still takes answers",
        "assessment/services/deadlines.py",
        "PREPARED = frozenset({SubmissionState.NOT_STARTED, SubmissionState.PREPARING})",
        "PREPARED = frozenset({SubmissionState.NOT_STARTED, SubmissionState.PREPARING, "
        "SubmissionState.AWAITING_SIGN_OFF})",
        (GONE_ON,),
    ),
    Fault(
        "A17",
        "what was typed too late is lost",
        CONFLICTS,
        "        unsaved=_all_unsaved(view, changes),",
        '        unsaved="",',
        (GONE_ON,),
    ),
    Fault(
        "A17",
        "a refused save in the background is called trouble of the server",
        "assessment/web/static/js/autosave.js",
        '  if (answer.status === 409) return fail("refused", (await answer.json()).refused);\n',
        "",
        (REFUSED,),
    ),
    Fault(
        "A18",
        "the second decision overwrites the first",
        "assessment/services/reviews.py",
        "    if (review.version if review else 0) != seen_version:",
        "    if (review.version if review else 0) < seen_version:",
        (TWO_REVIEWERS,),
    ),
    Fault(
        "A18",
        "it is not said who decided first",
        "assessment/services/reviews.py",
        'raise StaleError(review.decided_by.full_name if review else "", review)',
        'raise StaleError("", review)',
        (TWO_REVIEWERS,),
    ),
)
