"""`load` returns a handbook in which everything fits, or names every place that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml
from groundtruth.ledger import load
from groundtruth.problems import Problem, Refused
from groundtruth.verdicts import Disagreement, judge
from miniature import REPOSITORY, cases, edit


def problems_of(root) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        load(root)
    return caught.value.problems


def break_file(root, case) -> None:
    path = root / case["file"]
    if case.get("delete"):
        path.unlink()
    elif "write" in case:
        path.write_text(case["write"], "utf-8")
    elif "bytes" in case:
        path.write_bytes(case["bytes"])
    elif "append" in case:
        path.write_text(path.read_text("utf-8") + case["append"], "utf-8")
    else:
        edit(path, *case["replace"])


@pytest.mark.parametrize("case", cases("ledger"))
def test_golden_case(case, mini):
    """Exactly the expected problems, each with its place, its message and its remedy."""
    break_file(mini, case)
    found = problems_of(mini)
    assert len(found) == len(case["expect"]), "\n".join(map(str, found))
    for expected in case["expect"]:
        assert any(
            expected["place"] in problem.place
            and expected["what"] in problem.what
            and expected["remedy"] in problem.remedy
            for problem in found
        ), f"{expected} is not among\n" + "\n".join(map(str, found))


def test_problems_of_several_files_are_reported_at_once(mini):
    edit(mini / "docs/data/claims.yml", "verdict: holds", "verdict: hold")
    edit(mini / "docs/data/claims.yml", "kind: practice survey", "kind: survey")
    edit(mini / "docs/data/facts.yml", "label: ", "labl: ")
    edit(mini / "docs/data/evidence/coin.json", '"n": 100', '"n": 0')
    found = problems_of(mini)
    assert [problem.place.partition(" ")[0] for problem in found] == [
        "docs/data/claims.yml:44",
        "docs/data/claims.yml:47",
        "docs/data/evidence/coin.json",
        "docs/data/facts.yml:1",
        "docs/data/facts.yml:1",
    ]
    with pytest.raises(Refused, match=r"5 problems$"):
        load(mini)


def test_problems_that_only_a_look_across_files_finds_are_reported_at_once(mini):
    for old, new in [("against: [K01]", "against: []"), ("measure: coin.heads", "measure: dice.heads")]:
        edit(mini / "docs/data/claims.yml", old, new)
    edit(mini / "docs/data/facts.yml", "throwers:", "players:")
    assert [problem.place.partition(" ")[2] for problem in problems_of(mini)] == [
        "R02.because",
        "K01.against",
        "K01.rule[0]",
    ]


def test_the_miniature_loads_and_its_evidence_decides(mini):
    handbook = load(mini)
    judged = {claim.id: claim.judgement for claim in handbook.claims.values()}
    assert {name: found.verdict for name, found in judged.items()} == {
        "K01": "does not hold",
        "R01": "holds in part",
        "R02": "holds",
    }
    assert judged["K01"].because == "Heads came up only 50% (46 to 60%) of the time; the claim needs 90%."
    assert judged["R02"].because == "In the one survey that asked, 80.5% (74.5 to 85.4%) had thrown a die."
    assert handbook.claims["R01"].labs == ("coin",)
    assert [handbook.page(claim) for claim in handbook.claims.values()] == [
        "truths/coins/",
        "truths/coins/",
        "claims/",  # its chapter is not written yet
    ]


def test_new_evidence_flips_the_verdict_without_another_edit(mini):
    evidence = mini / "docs/data/evidence/coin.json"
    for old, new in [('"value": 0.5', '"value": 0.95'), ("0.46", "0.93"), ("0.6", "0.97")]:
        edit(evidence, old, new)
    assert load(mini).claims["K01"].judgement.verdict == "holds"


def test_evidence_may_be_given_in_place_of_the_files(mini):
    other = load(mini).evidence["coin"] | {
        "measures": {"heads": {"value": 0.95, "low": 0.93, "high": 0.97, "unit": "share", "n": 100}}
    }
    handbook = load(mini, other_evidence={"coin": other})
    assert handbook.claims["K01"].judgement.verdict == "holds"


def test_the_ledger_and_facts_of_the_repository_load():
    load(REPOSITORY)


def test_any_measure_across_its_threshold_flips_the_verdict_or_stops_the_build():
    """Of every rule in the repository's ledger, each test, to either side."""
    handbook = load(REPOSITORY)
    entries = {e["id"]: e for e in yaml.safe_load((REPOSITORY / "docs/data/claims.yml").read_text("utf-8"))["claims"]}
    tried, unseen = 0, []
    for claim in handbook.claims.values():
        entry = entries[claim.id]
        for number, test in enumerate(claim.rule):
            before = handbook.measures[test.measure]
            for value in (test.threshold - 1, test.threshold + 1):
                moved = replace(before, value=value, low=value, high=value)
                if test.outcome(moved) == claim.judgement.outcomes[number]:
                    continue
                measures = {**handbook.measures, test.measure: moved}
                told = entry.get("verdict"), entry.get("because"), measures.__getitem__, entry.get("outcomes")
                try:
                    verdict = judge(claim.rule, entry.get("mixed", {}), *told).verdict
                except Disagreement:
                    verdict = None
                tried += 1
                if verdict == claim.judgement.verdict:
                    unseen.append(f"{claim.id}: {test.measure} at {value}")
    assert tried >= sum(len(claim.rule) for claim in handbook.claims.values()) > 30
    assert unseen == []
