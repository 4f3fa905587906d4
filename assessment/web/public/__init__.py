"""What everybody may read: the published results, the method and the help."""

from flask import Blueprint

from assessment.web.public import downloads, overview, pages, province, ranking, verification

blueprint = Blueprint("public", __name__)

for _rule, _name, _view in (
    ("/", "overview", overview.show),
    ("/xep-hang", "rankings", ranking.newest),
    ("/xep-hang/<round_code>", "ranking", ranking.show),
    ("/xep-hang/<round_code>/scores.csv", "scores_csv", downloads.scores),
    ("/xep-hang/<round_code>/ranking.csv", "ranking_csv", downloads.ranking),
    ("/xep-hang/<round_code>/bao-cao.pdf", "report", downloads.report),
    ("/xep-hang/<round_code>/phieu-diem/<slug>.pdf", "own_scorecard", downloads.own_scorecard),
    ("/tinh/<slug>", "province", province.show),
    ("/tinh/<slug>/phieu-diem.pdf", "scorecard", downloads.scorecard),
    ("/kiem-tra", "verify", verification.ask),
    ("/kiem-tra/<code>", "verify_code", verification.show),
    ("/phuong-phap", "method", pages.method),
    ("/tro-giup", "help", pages.help_page),
    ("/tuyen-bo-tiep-can", "accessibility", pages.accessibility),
    ("/suc-khoe", "health", pages.health),
):
    blueprint.add_url_rule(_rule, _name, _view)

__all__ = ["blueprint"]
