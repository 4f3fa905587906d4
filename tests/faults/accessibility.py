"""Faults of accessibility and of what every page keeps: A36 to A41."""

from __future__ import annotations

from tests.faults.fault import Fault

BASE, SITE = "templates/web/base.html", "assessment/web/static/css/site.css"
FORMS_CSS, TABLES = "assessment/web/static/css/forms.css", "templates/web/components/table.html"
WORKBOOK, PREVIEW = "templates/web/working/workbook.html", "templates/web/working/workbook_preview.html"
RANKING, TILES = "templates/web/public/ranking.html", "assessment/pictures/tilemap.py"
STATES = "tests/browser/test_every_state.py::test_no_state_of_a_page_has_a_fault_or_sticks_out_at_320_px"
EXCEL, PUBLIC, PROVINCE = f"{STATES}[excel]", f"{STATES}[public]", f"{STATES}[province]"
ENGLISH = f"{STATES}[english]"
WAY = "tests/browser/test_keyboard.py::test_the_whole_way_from_signing_in_to_the_receipt_needs_no_mouse"
MOTION = (
    "tests/browser/test_keyboard.py::test_only_a_clicked_link_scrolls_smoothly_and_never_where_less_motion_is_asked_for"
)
PROLONGED = "tests/browser/test_autosave.py::test_five_minutes_before_its_end_a_session_can_be_prolonged"
SECURITY = "tests/web/test_security.py::test_every_answer_carries_the_headers[sqlite-/]"
SCRIPTLESS = "tests/browser/test_entering.py::test_two_values_are_saved_without_scripts"
A_SAVE = "tests/browser/test_autosave.py::test_what_is_typed_is_saved_once_after_a_pause_and_points_and_words_follow"
VALID = "tests/browser/test_validity.py::test_ten_pages_are_valid_html"
HEAD_OF_THE_PREVIEW = '<thead><tr><th scope="col">{{ _("Ô") }}</th><th scope="col">{{ _("Số liệu") }}</th>'
IN_THE_PREVIEW = f'{HEAD_OF_THE_PREVIEW}<th scope="col">{{{{ _("Hiện có") }}}}</th>'

HEADS_OF_THE_LETTERS = (
    '<thead><tr><th scope="col">{{ _("Viết lúc") }}</th><th scope="col">{{ _("Người nhận") }}</th>'
    '<th scope="col">{{ _("Nội dung") }}</th><th scope="col">{{ _("Trạng thái") }}</th></tr></thead>'
)
VERIFY_IN_THE_FOOTER = """        <li><a href="{{ url_for('public.verify') }}">{{ _("Kiểm tra bản in") }}</a></li>\n"""
HELP_IN_THE_FOOTER = """        <li><a href="{{ url_for('public.help') }}">{{ _("Trợ giúp") }}</a></li>\n"""

FAULTS = (
    # What axe finds
    Fault("A36", "grey text is too pale", SITE, "  --grey: #56606a;", "  --grey: #8d969e;", (EXCEL,)),
    Fault(
        "A36",
        "a page has no title",
        BASE,
        '<title>{% block title %}{% endblock %} – {{ _("Chuyển đổi số cấp tỉnh") }}</title>',
        "",
        (EXCEL,),
    ),
    Fault("A36", "a page does not say its language", BASE, '<html lang="{{ language }}">', "<html>", (EXCEL,)),
    Fault(
        "A36",
        "a picture has no text",
        BASE,
        '        <span class="brand-owner">',
        '        <img src="{{ static_url(\'icon.svg\') }}" width="24" height="24">\n        <span class="brand-owner">',
        (EXCEL,),
    ),
    Fault("A36", "a box has no label", WORKBOOK, '<label for="workbook">', '<label for="workbook-file">', (EXCEL,)),
    Fault(
        "A36",
        "a list to choose from has no name",
        RANKING,
        '<label for="vung">{{ _("Vùng") }}</label>',
        '<span>{{ _("Vùng") }}</span>',
        (PUBLIC,),
    ),
    Fault(
        "A36",
        "a page has two main parts",
        BASE,
        '<div class="width">{% block before_content %}{% endblock %}</div>',
        '<main class="width">{% block before_content %}{% endblock %}</main>',
        (EXCEL,),
    ),
    Fault(
        "A36",
        "two places of navigation have the same name",
        "templates/web/components/page.html",
        "<nav aria-label=\"{{ _('Đường dẫn') }}\">",
        "<nav aria-label=\"{{ _('Điều hướng chính') }}\">",
        (EXCEL,),
    ),
    Fault(
        "A36",
        "text of a chart is too pale",
        "assessment/pictures/svg.py",
        'GREY = "#5C6670"',
        'GREY = "#9AA3AC"',
        (PUBLIC,),
    ),
    Fault(
        "A36",
        "the message of a failed save is too pale",
        FORMS_CSS,
        ".save-failed p { margin: 0; color: var(--accent);",
        ".save-failed p { margin: 0; color: var(--line);",
        (PROVINCE,),
    ),
    # What only our own rules find
    Fault(
        "A37",
        "a heading of a column is a plain cell",
        PREVIEW,
        IN_THE_PREVIEW,
        IN_THE_PREVIEW.replace('<th scope="col">{{ _("Hiện có") }}</th>', '<td>{{ _("Hiện có") }}</td>'),
        (EXCEL,),
    ),
    Fault(
        "A37",
        "a table has plain cells only",
        "templates/web/working/letter_list.html",
        HEADS_OF_THE_LETTERS,
        HEADS_OF_THE_LETTERS.replace('th scope="col"', "td").replace("</th>", "</td>").replace("thead", "tbody"),
        (PROVINCE,),
    ),
    Fault(
        "A37",
        "a table has no caption",
        PREVIEW,
        '  <caption class="visually-hidden">{{ _("Các số liệu sẽ ghi") }}</caption>\n',
        "",
        (EXCEL,),
    ),
    Fault("A37", "a heading of a column has no scope", TABLES, '<th scope="col" class="{{', '<th class="{{', (PUBLIC,)),
    Fault(
        "A37", "a box is described by what is not there", WORKBOOK, 'id="workbook-hint"', 'id="workbook-help"', (EXCEL,)
    ),
    Fault(
        "A37",
        "a div is a button",
        PREVIEW,
        '{% if writes or conflicts %}<button class="button" type="submit">',
        '{% if writes or conflicts %}<div class="button" role="button">x</div><button class="button" type="submit">',
        (EXCEL,),
    ),
    Fault("A37", "a chart has no title", "assessment/pictures/svg.py", '        tag("title", title),\n', "", (PUBLIC,)),
    Fault(
        "A37",
        "a chart stands where its table is not",
        RANKING,
        '{% if rows %}\n<section aria-labelledby="khoang-hang">',
        '{% if true %}\n<section aria-labelledby="khoang-hang">',
        (PUBLIC,),
    ),
    Fault(
        "A37",
        "a page has two h1",
        "templates/web/working/head.html",
        '<p class="caption">{{ round | round_name }}, {{ unit_name }}{{ illustrative(submission) }}</p>',
        '<h1 class="caption">{{ round | round_name }}, {{ unit_name }}{{ illustrative(submission) }}</h1>',
        (EXCEL,),
    ),
    Fault(
        "A37",
        "a heading leaves out a level",
        WORKBOOK,
        '<h2>{{ _("1. Tải phiếu xuống") }}</h2>',
        '<h4>{{ _("1. Tải phiếu xuống") }}</h4>',
        (EXCEL,),
    ),
    Fault(
        "A37",
        "two pages have one title",
        PREVIEW,
        '{% block title %}{{ _("Xem trước tệp Excel") }}{% endblock %}',
        '{% block title %}{{ _("Nhập, xuất Excel") }}{% endblock %}',
        (EXCEL,),
    ),
    Fault(
        "A37",
        "an explanation that is missing is described by what is not there",
        "templates/web/components/forms.html",
        "  {{ fault(field.id, words) }}\n  <textarea",
        "  <textarea",
        (PROVINCE,),
    ),
    # Without a mouse
    Fault(
        "A38",
        "the focus is not to be seen",
        SITE,
        "\n:focus-visible { outline: 3px solid var(--focus); outline-offset: 0; box-shadow: 0 0 0 5px var(--ink);",
        "\n:focus-visible { outline: none;",
        (WAY,),
    ),
    Fault(
        "A38",
        "the bar of the page lies over the focus",
        FORMS_CSS,
        "html:has(.save-bar) { scroll-padding-bottom: 8.5rem; }",
        "html:has(.save-bar) { scroll-padding-bottom: 0; }",
        (WAY,),
    ),
    Fault(
        "A38",
        "a button cannot be reached by keyboard",
        "templates/web/working/section.html",
        '    <button class="button" type="submit">{{ _("Lưu") }}</button>\n    {% if view.next %}',
        '    <button class="button" type="submit" tabindex="-1">{{ _("Lưu") }}</button>\n    {% if view.next %}',
        (WAY,),
    ),
    # Narrow, spaced, without colours, without motion
    Fault(
        "A39",
        "a wide table widens the page",
        SITE,
        ".scroll { overflow-x: auto; position: relative; }",
        ".scroll { position: relative; }",
        (PUBLIC,),
    ),
    Fault(
        "A39",
        "a region that scrolls is not reached by keyboard",
        TABLES,
        'aria-label="{{ label }}" tabindex="0">',
        'aria-label="{{ label }}">',
        (EXCEL,),
    ),
    Fault(
        "A39",
        "a button has one height, whatever the spacing of its text",
        SITE,
        "border-radius: 2px; padding: 0.6rem 1.15rem;\n}",
        "border-radius: 2px; padding: 0.6rem 1.15rem; height: 2.9rem; overflow: hidden;\n}",
        (EXCEL,),
    ),
    Fault(
        "A39",
        "a box has no border where the reader chose the colours",
        SITE,
        "padding: 0.45rem 0.65rem; border: 1px solid var(--grey); border-radius: 2px;",
        "padding: 0.45rem 0.65rem; border: 0; box-shadow: 0 0 0 1px var(--grey); border-radius: 2px;",
        (ENGLISH,),
    ),
    Fault(
        "A39",
        "a page scrolls smoothly although less motion is asked for",
        SITE,
        "@media (prefers-reduced-motion: no-preference) {\n",
        "@media all {\n",
        (f"{MOTION}[reduce]",),
    ),
    Fault(
        "A39",
        "something moves although less motion is asked for",
        SITE,
        ".tag { display: inline-block;",
        "@keyframes beat { to { top: 1px; } }\n.caption { animation: beat 2s infinite }\n.tag { display: inline-block;",
        (EXCEL,),
    ),
    # Targets, time, help
    Fault(
        "A40",
        "links stand closer than 24 pixels under each other",
        SITE,
        ".footer-links a { display: inline-block; padding-block: 0.25rem; }",
        ".footer-links { display: block; line-height: 1.1; }",
        (EXCEL,),
    ),
    Fault(
        "A40",
        "the warning comes half a minute before the end",
        "assessment/web/static/js/session.js",
        "const NOTICE = 5 * 60;",
        "const NOTICE = 30;",
        (PROLONGED,),
    ),
    Fault(
        "A40",
        "the button that prolongs a session only asks how much is left",
        "assessment/web/static/js/session.js",
        'ask("POST").then(tick',
        'ask("GET").then(tick',
        (PROLONGED,),
    ),
    Fault(
        "A40",
        "the help stands in another place",
        BASE,
        VERIFY_IN_THE_FOOTER + HELP_IN_THE_FOOTER,
        HELP_IN_THE_FOOTER + VERIFY_IN_THE_FOOTER,
        (EXCEL,),
    ),
    # Valid, from here, and nothing inline
    Fault(
        "A41",
        "styles may stand in the page",
        "assessment/web/security.py",
        "        \"style-src 'self'\",",
        "        \"style-src 'self' 'unsafe-inline'\",",
        (SECURITY,),
    ),
    Fault(
        "A41",
        "a style stands in the page",
        WORKBOOK,
        '<form class="narrow" method="post" enctype',
        '<form class="narrow" style="max-width: 27rem" method="post" enctype',
        (EXCEL,),
    ),
    Fault(
        "A41",
        "a script complains in the console",
        "assessment/web/static/js/autosave.js",
        "function accept(sent, told) {\n",
        'function accept(sent, told) {\n  console.error("saved", told);\n',
        (A_SAVE,),
    ),
    Fault(
        "A41",
        "a page asks another host",
        BASE,
        '  <link rel="icon" href',
        '  <link rel="stylesheet" href="https://fonts.googleapis.com/css2?family=Noto+Sans">\n  <link rel="icon" href',
        (SCRIPTLESS,),
    ),
    Fault("A41", "an element has an attribute there is not", BASE, "<body>\n", '<body theme="light">\n', (VALID,)),
)
