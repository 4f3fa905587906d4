"""Faults of the way of a form and of its ends: A19 to A26."""

from __future__ import annotations

from tests.faults.fault import Fault

SENDING, SIGNING = "tests/browser/test_sending.py", "tests/web/working/test_signing.py"
VERSIONS, KEPT = "tests/services/test_versions.py", "tests/web/working/test_versions.py"
REMINDING, ACCESS = "tests/services/test_reminding.py", "tests/web/test_access.py"
AN_OFFICER = f"{SENDING}::test_an_officer_cannot_send_but_can_check_and_each_finding_leads_to_its_box"
MAY_SEND = f"{SIGNING}::test_everybody_may_check_and_nobody_but_the_certifier_may_send"
UNTIL_SENT = f"{SENDING}::test_the_form_says_that_it_is_not_sent_until_the_receipt_and_the_receipt_stays"
ALL_DONE = f"{SENDING}::test_a_form_in_which_all_is_done_still_says_that_it_is_not_sent"
LATER = f"{SENDING}::test_a_receipt_opened_again_says_where_the_form_is_by_then"
BROWSER = "tests/browser/test_ends_and_returns.py"
RETURNED_OPEN = f"{BROWSER}::test_a_return_and_a_cut_need_a_reason_and_only_what_was_returned_is_open"
AT_THE_END = (
    f"{BROWSER}::test_a_second_before_the_end_is_saved_at_the_end_the_text_is_kept_and_an_extension_opens_one_province"
)
PAGES = f"{BROWSER}::test_each_role_opens_from_the_browser_exactly_the_pages_of_its_own"
STAYS = f"{KEPT}::test_an_earlier_version_of_a_reopened_form_stays_readable_and_its_way_is_told"
LISTED = f"{KEPT}::test_the_difference_lists_the_changed_indicator_with_both_values_who_and_when"
EACH_ROLE = f"{ACCESS}::test_each_role_opens_exactly_its_routes"
NO_ROUTE = f"{ACCESS}::test_no_route_shows_a_units_answers_to_another_unit_or_to_the_public"
FORM, RECEIPT = "templates/web/working/form.html", "templates/web/working/receipt.html"
DEADLINES, TABLE = "assessment/services/deadlines.py", "assessment/web/access.py"
REASONS = "assessment/services/reasons.py"

FAULTS = (
    Fault(
        "A19",
        "an officer may hand the form over",
        FORM,
        '{% if actor.role == "lead" and submission.state in ("not_started", "preparing") and open %}\n  <form',
        '{% if submission.state in ("not_started", "preparing") and open %}\n  <form',
        (AN_OFFICER,),
    ),
    Fault(
        "A19",
        "an officer sees the button that sends",
        FORM,
        '{% if actor.role == "certifier" and (submission.state == "awaiting_sign_off" or',
        '{% if (submission.state == "awaiting_sign_off" or',
        (MAY_SEND,),
    ),
    Fault(
        "A19",
        "the check lists what is missing and leads nowhere",
        "templates/web/working/check.html",
        "#{{ 'answer__' if finding.kind != 'no_evidence' else 'evidence__' }}{{ finding.item }}\">",
        '">',
        (AN_OFFICER,),
    ),
    Fault(
        "A20",
        "a form in which all is done looks sent",
        FORM,
        "{{ state_banner(submission, round, open, deadline, words) }}",
        "{% if overview.answered < overview.asked %}{{ state_banner(submission, round, open, deadline, words) }}"
        "{% endif %}",
        (ALL_DONE,),
    ),
    Fault(
        "A20",
        "handed over is called sent",
        "templates/web/working/head.html",
        "Phiếu đang chờ lãnh đạo tỉnh ký duyệt, chưa gửi Bộ.",
        "Phiếu đã gửi lãnh đạo tỉnh ký duyệt.",
        (UNTIL_SENT,),
    ),
    Fault(
        "A20",
        "a receipt has no code",
        RECEIPT,
        '<p class="receipt-code">{{ submission.receipt }}</p>',
        '<p class="receipt-code"></p>',
        (UNTIL_SENT,),
    ),
    Fault(
        "A20",
        "a receipt has no time",
        RECEIPT,
        "<dd>{{ submission.sent_at | moment }}</dd>",
        "<dd>{{ submission.sent_at | day }}</dd>",
        (UNTIL_SENT,),
    ),
    Fault(
        "A20",
        "a receipt has no PDF",
        RECEIPT,
        '{% if last %}<p class="actions">',
        '{% if last and sendings | length > 1 %}<p class="actions">',
        (UNTIL_SENT,),
    ),
    Fault(
        "A20",
        "a receipt says for ever what was true when it was made",
        RECEIPT,
        "tag(words.submission_state(submission.state), words.submission_tone(submission.state))",
        'tag(words.submission_state("sent"), "")',
        (LATER,),
    ),
    Fault(
        "A21",
        "all is open on a page when something was given back",
        DEADLINES,
        "    return _items(index, (row for row in open_returns(submission) if now < (row.reply_end or now)))",
        "    return None",
        (RETURNED_OPEN,),
    ),
    Fault(
        "A21",
        "what was not given back is written by a direct post",
        DEADLINES,
        "    locked = frozenset(items) - _items(index, open_returns(submission))\n"
        "    if locked:\n"
        "        raise LockedError(tuple(sorted(locked)))\n"
        "    if frozenset(items) - (writable_items(submission, index, now) or frozenset()):\n"
        "        raise DeadlineError(submission.round.code)\n",
        "",
        (RETURNED_OPEN,),
    ),
    Fault("A22", "the text of the template is a reason", REASONS, " or folded in PLACEHOLDERS", "", (RETURNED_OPEN,)),
    Fault("A22", "dots are a reason", REASONS, " or len(words) < FEWEST_WORDS", "", (RETURNED_OPEN,)),
    Fault(
        "A22",
        "a return goes out without its reason being read",
        "assessment/web/working/returning.py",
        "        checked_reason(reason)\n    except ReasonError:",
        "        reason.strip()\n    except ReasonError:",
        (RETURNED_OPEN,),
    ),
    Fault(
        "A22",
        "points are cut without a reason",
        "assessment/services/reviews.py",
        "text = checked_reason(reason) if decision is Decision.ADJUST else nfc(reason).strip()",
        "text = nfc(reason).strip()",
        (RETURNED_OPEN,),
    ),
    Fault(
        "A23",
        "what arrives at the end still counts",
        DEADLINES,
        "    return round_.opens_at <= now < end",
        "    return round_.opens_at <= now <= end",
        (AT_THE_END,),
    ),
    Fault(
        "A23",
        "the last second does not count",
        DEADLINES,
        "    return round_.opens_at <= now < end",
        "    return round_.opens_at <= now < end - timedelta(seconds=1)",
        (AT_THE_END,),
    ),
    Fault(
        "A23",
        "the page of who came too late is empty",
        "templates/web/working/unsaved.html",
        "{{ unsaved }}",
        "",
        (AT_THE_END,),
    ),
    Fault(
        "A23",
        "an extension is every unit's",
        "assessment/services/extensions.py",
        "    submission.extensions.append(row)\n",
        "    submission.extensions.append(row)\n    submission.round.closes_at = until\n",
        (AT_THE_END,),
    ),
    Fault(
        "A24",
        "a change writes into the version that was kept",
        "assessment/services/versions.py",
        "    if version is None or version.digest != digest(content):\n",
        "    if version is not None and version.digest != digest(content):\n"
        "        version.content, version.digest = canonical(content), digest(content)\n"
        "        session.flush()\n"
        "    if version is None:\n",
        (f"{VERSIONS}::test_a_change_makes_the_next_number_and_the_old_version_stays_as_it_was",),
    ),
    Fault(
        "A24",
        "a version that was kept shows the answers of today",
        "assessment/web/working/versions.py",
        "    shown = snapshots.kept(db(), frozen)\n    view =",
        "    shown = snapshots.present(submission)\n    view =",
        (STAYS,),
    ),
    Fault(
        "A24",
        "the difference compares the present with itself",
        "assessment/web/working/versions.py",
        "difference(side.snapshot(before), side.snapshot(after))",
        "difference(side.snapshot(after), side.snapshot(after))",
        (LISTED,),
    ),
    Fault(
        "A24",
        "a change of a figure is no difference",
        "assessment/services/differences.py",
        "if _says(change.before) != _says(change.after)}",
        "if _says(change.before)[1:] != _says(change.after)[1:]}",
        (LISTED,),
    ),
    Fault(
        "A25",
        "Saturdays that are worked do not count",
        "assessment/services/calendar.py",
        "return day in self.work or (day.weekday() < 5 and day not in self.off)",
        "return day.weekday() < 5 and day not in self.off",
        (f"{REMINDING}::test_working_days_skip_holidays_and_count_make_up_days",),
    ),
    Fault(
        "A25",
        "holidays count as working days",
        "assessment/services/calendar.py",
        "(day.weekday() < 5 and day not in self.off)",
        "day.weekday() < 5",
        (f"{REMINDING}::test_a_reminder_comes_ten_five_two_and_one_working_days_before_each_once",),
    ),
    Fault(
        "A25",
        "Saturdays count as working days",
        "assessment/services/calendar.py",
        "(day.weekday() < 5 and",
        "(day.weekday() < 6 and",
        (f"{REMINDING}::test_working_days_skip_weekends",),
    ),
    Fault(
        "A26",
        "officers read the log",
        TABLE,
        '    "working.audit": _ADMIN,',
        '    "working.audit": _ADMIN | UNIT,',
        (PAGES,),
    ),
    Fault(
        "A26",
        "the public reads the queue",
        TABLE,
        '    "working.queue": ANY_SIGNED_IN,',
        '    "working.queue": PUBLIC,',
        (PAGES,),
    ),
    Fault(
        "A26",
        "the administrator may no longer extend an end",
        TABLE,
        '    "working.change_end": _ADMIN | _LEAD,',
        '    "working.change_end": _LEAD,',
        (f"{EACH_ROLE}[sqlite-admin]",),
    ),
    Fault(
        "A26",
        "a unit's people read every unit's form",
        "assessment/services/owners.py",
        "return true() if actor.role in MINISTRY_ROLES else Round.owner_id == actor.unit_id",
        "return true()",
        (f"{NO_ROUTE}[sqlite-officer-away]",),
    ),
)
