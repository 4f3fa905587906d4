"""Items of a pool are asked once and counted by every index that uses the pool."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaires import DefinitionError, load
from questionnaires.loader import load_pool, pool_names
from tests.questionnaires.documents import SMALL, changed

OWN = SMALL[SMALL.index("items:\n") : SMALL.index("root:\n")]
NAMES = SMALL[SMALL.index("holders:\n") : SMALL.index("items:\n")]
SOURCE = "source: {document: 749/QĐ-TTg, clause: mục X, status: derived}\n"
USING = SMALL.replace(OWN, "").replace(NAMES, "uses: [common]\n")


def written(folder: Path, index: str = USING, **pools: str) -> Path:
    """A definition with its pools beside it."""
    (folder / "items").mkdir(exist_ok=True)
    for name, text in pools.items():
        (folder / "items" / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "index.yaml"
    path.write_text(index, encoding="utf-8")
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        load(path)
    return [str(fault) for fault in refused.value.faults]


def test_an_index_that_draws_its_items_from_a_pool_equals_one_that_declares_them(tmp_path: Path) -> None:
    path = written(tmp_path, common=SOURCE + NAMES + OWN)
    (tmp_path / "alone.yaml").write_text(SMALL, encoding="utf-8")
    assert load(path).items == load(tmp_path / "alone.yaml").items


def test_only_the_items_that_a_rule_reads_are_drawn(tmp_path: Path) -> None:
    more = "  so_thon:\n    kind: number\n    question: {vi: Số thôn}\n    source: {clause: mục II, status: derived}\n"
    path = written(tmp_path, common=SOURCE + NAMES + OWN + more)
    assert set(load(path).items) == {"so_xa", "tong_so_xa", "truong_ban"}
    assert "so_thon" in load_pool("common", tmp_path).items


def test_a_pool_sees_the_names_of_the_pools_it_uses(tmp_path: Path) -> None:
    path = written(tmp_path, names=NAMES, common=SOURCE + "uses: [names]\n" + OWN)
    holder = load(path).items["so_xa"].holder
    assert holder is not None
    assert holder.vi == "Sở Khoa học và Công nghệ"
    assert pool_names(tmp_path) == ("common", "names")


def test_a_changed_pool_is_read_again_and_changes_the_digest(tmp_path: Path) -> None:
    before = load(written(tmp_path, common=SOURCE + NAMES + OWN))
    after = load(written(tmp_path, common=SOURCE + NAMES + OWN.replace("vi: Số xã,", "vi: Số xã và phường,")))
    assert (before.items["so_xa"].question.vi, after.items["so_xa"].question.vi) == ("Số xã", "Số xã và phường")
    assert before.digest != after.digest


def test_a_pool_that_is_not_there_is_named_and_no_item_is_blamed_for_it(tmp_path: Path) -> None:
    assert faults(written(tmp_path, comon=SOURCE)) == [
        "items/common.yaml:0: uses: the pool 'common' is not there. Did you mean 'comon'?"
    ]


def test_the_faults_of_a_pool_are_named_in_its_own_file(tmp_path: Path) -> None:
    (found,) = faults(written(tmp_path, common=SOURCE + NAMES + OWN.replace("minimum: 0", "minimum: none")))
    assert "items/common.yaml:" in found
    assert "so_xa: 'none' is not a number" in found


def test_pools_that_use_each_other_are_refused(tmp_path: Path) -> None:
    found = faults(written(tmp_path, common=SOURCE + "uses: [other]\n" + NAMES + OWN, other="uses: [common]\n"))
    assert any("the pool 'common' uses itself" in fault for fault in found)


def test_one_item_in_two_pools_is_refused(tmp_path: Path) -> None:
    pool = SOURCE + NAMES + OWN
    found = faults(written(tmp_path, USING.replace("[common]", "[common, other]"), common=pool, other=pool))
    assert found[0].endswith("the item 'so_xa' stands in 'other' and in another pool; keep one")


def test_an_item_of_the_index_may_not_take_the_code_of_one_in_its_pool(tmp_path: Path) -> None:
    index = USING.replace("root:\n", OWN[: OWN.index("  tong_so_xa")].replace("    unit: xa\n", "") + "root:\n")
    (found,) = faults(written(tmp_path, index, common=SOURCE + NAMES + OWN))
    assert "the code 'so_xa' is used already, in the pool 'common'" in found


def test_a_line_without_any_legal_document_is_refused(tmp_path: Path) -> None:
    found = faults(written(tmp_path, common=NAMES + OWN))
    assert "no document is named, here or for the whole file; write document: 749/QĐ-TTg" in found[0]


def test_a_definition_without_pools_may_use_none(tmp_path: Path) -> None:
    assert "the pool 'dti' is not there" in faults(written(tmp_path, changed("year: 2026", "uses: [dti]")))[0]
