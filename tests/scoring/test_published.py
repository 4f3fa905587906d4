"""Published official results, recomputed; the sources are named in published/README.md."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from questionnaires import load
from questionnaires.plain_tables import read_plain_index
from scoring import competition_rank, quantise, score

PUBLISHED = Path(__file__).parent / "published"


def _table(name: str) -> pd.DataFrame:
    code = "code" if name.startswith("dti") else "gso_code"
    return pd.read_csv(PUBLISHED / name, dtype={code: str}).set_index(code)


def test_dti_2024_gives_all_34_totals_within_a_ten_thousandth_and_all_34_ranks() -> None:
    index, published = load("DTI-2024"), _table("dti_2024_34_provinces.csv")
    scores = score(index, published[list(index.items)])
    total = scores.score[index.root.code]
    assert len(total) == 34
    assert (total - published["DTI"]).abs().max() < 0.0001
    ranks = competition_rank(published["DTI"].to_numpy())
    assert scores.rank[index.root.code].tolist() == ranks.tolist()
    # Hà Nội: (50 + 50 + .9286·140 + .9·100 + .8082·100 + .5661·200 + .925·150 + .8127·150) / 940 = 774.699 / 940
    assert total["01"] == pytest.approx(774.699 / 940, abs=1e-12)


def test_dti_2024_ranks_the_same_at_9_decimals() -> None:
    index, published = load("DTI-2024"), _table("dti_2024_34_provinces.csv")
    total = score(index, published[list(index.items)]).score[index.root.code]
    assert (
        competition_rank(quantise(total.to_numpy(), 9)).tolist()
        == competition_rank(published["DTI"].to_numpy()).tolist()
    )


def test_pci_2013_policy_bias_recomputes_from_its_63_by_14_indicators() -> None:
    index, published = load("PCI-2013-policy-bias"), _table("pci_2013_policy_bias.csv")
    data = published[[f"i{place:02d}" for place in range(1, 15)]]
    scores = score(index, data)
    assert len(data) == 63
    assert (scores.score[index.root.code] - published["published_sub_index"]).abs().max() < 1e-5


def test_pci_2016_recomputes_from_its_ten_sub_indices() -> None:
    index, published = load("PCI-2016"), _table("pci_2016_subindices.csv")
    scores = score(index, published[list(index.items)])
    assert (scores.score[index.root.code] - published["pci"]).abs().max() < 1e-5
    assert scores.rank[index.root.code].tolist() == competition_rank(published["pci"].to_numpy()).tolist()


def test_pci_2016_recomputes_from_two_plain_tables(tmp_path: Path) -> None:
    weights = pd.read_csv(PUBLISHED / "pci_2016_weights.csv")
    rows = [f"{sub},{sub},1,PCI,{weight},1" for sub, weight in weights.itertuples(index=False)]
    meta = tmp_path / "meta.csv"
    meta.write_text("\n".join(["code,name,level,parent,weight,direction", *rows, "PCI,PCI 2016,2,,1,1"]), "utf-8")
    published = _table("pci_2016_subindices.csv")
    scores = score(read_plain_index(meta), published[list(weights["sub_index"])])
    # The plain table has no multiplier: sub-indices from 1 to 10 give a total from 1 to 10, published times 10.
    assert (scores.score["PCI"] * 10 - published["pci"]).abs().max() < 1e-5


def test_pci_2013_policy_bias_recomputes_from_two_plain_tables(tmp_path: Path) -> None:
    indicators = pd.read_csv(PUBLISHED / "pci_2013_policy_bias_indicators.csv")
    groups = indicators.groupby("group")["weight"].sum()
    rows = [
        *(f"{row.indicator},{row.indicator},1,g{row.group},{row.weight},-1" for row in indicators.itertuples()),
        *(f"g{group},g{group},2,PB,{weight},1" for group, weight in groups.items()),
        "PB,Policy Bias,3,,1,1",
    ]
    meta = tmp_path / "meta.csv"
    meta.write_text("\n".join(["code,name,level,parent,weight,direction", *rows]), "utf-8")
    published = _table("pci_2013_policy_bias.csv")
    scores = score(read_plain_index(meta, normalise="minmax:1,10"), published[list(indicators["indicator"])])
    assert (scores.score["PB"] - published["published_sub_index"]).abs().max() < 1e-5
