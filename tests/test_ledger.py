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
        if "then" in case:
            edit(path, *case["then"])
    if "rename" in case:
        path.rename(root / case["rename"])
    for name, content in case.get("also", {}).items():
        (root / name).write_text(content, "utf-8")


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
    edit(mini / "docs/data/claims/R02.yml", "verdict: holds", "verdict: hold")
    edit(mini / "docs/data/claims/R02.yml", "kind: practice survey", "kind: survey")
    edit(mini / "docs/data/facts/F01.yml", "label: ", "labl: ")
    edit(mini / "docs/data/evidence/coin.json", '"n": 100', '"n": 0')
    found = problems_of(mini)
    assert [problem.place.partition(" ")[0] for problem in found] == [
        "docs/data/claims/R02.yml:10",
        "docs/data/claims/R02.yml:7",
        "docs/data/evidence/coin.json",
        "docs/data/facts/F01.yml:1",
        "docs/data/facts/F01.yml:2",
    ]
    with pytest.raises(Refused, match=r"5 problems$"):
        load(mini)


def test_problems_that_only_a_look_across_files_finds_are_reported_at_once(mini):
    edit(mini / "docs/data/claims/R01.yml", "against: [K01]", "against: []")
    edit(mini / "docs/data/claims/K01.yml", "measure: coin.heads", "measure: dice.heads")
    edit(mini / "docs/data/facts/F01.yml", "throwers:", "players:")
    assert [problem.place.removeprefix("docs/data/claims/") for problem in problems_of(mini)] == [
        "K01.yml against",
        "K01.yml rule[0]",
        "R02.yml because",
    ]


def test_the_miniature_loads_and_its_evidence_decides(mini):
    handbook = load(mini)
    judged = {claim.id: claim.judgement for claim in handbook.claims.values()}
    assert {name: found.verdict for name, found in judged.items()} == {
        "K01": "does not hold",
        "R01": "holds in part",
        "R02": "holds",
    }
    assert judged["K01"].because == "Heads came up only 50% of the time; the claim needs 90%."
    assert judged["R02"].because == "In the one survey that asked, 80.5% had thrown a die."
    assert handbook.claims["R01"].labs == ("coin",)
    assert [handbook.page(claim) for claim in handbook.claims.values()] == [
        "truths/coins/",
        "truths/coins/",
        "claims/",  # its chapter is not written yet
    ]


def test_a_doubt_given_to_a_fact_lowers_the_claims_that_rest_on_it_alone(mini):
    before = load(mini).claims["R02"]
    assert (before.certainty, {doubt.reason for doubt in before.doubts}) == ("low", {"self-selected sample", "age"})
    edit(mini / "docs/data/claims/R02.yml", "verdict: holds", "verdict: not settled")
    edit(
        mini / "docs/data/facts/F01.yml",
        "doubts:\n",
        "doubts:\n  - {reason: interest of the source, why: Sells dice.}\n",
    )
    after = load(mini).claims["R02"]
    assert after.certainty == "very low"
    assert ("interest of the source", "Sells dice.", ("F01",)) in [(d.reason, d.why, d.sources) for d in after.doubts]


def test_a_second_source_without_the_doubt_speaks_for_itself(mini):
    second = (mini / "docs/data/facts/F01.yml").read_text("utf-8").replace("F01", "F02")
    second = second.replace("  - {reason: self-selected sample, why: Only dice players answered.}\n", "")
    (mini / "docs/data/facts/F02.yml").write_text(second, "utf-8")
    edit(mini / "docs/data/claims/R02.yml", "facts: [F01]", "facts: [F01, F02]")
    claim = load(mini).claims["R02"]
    assert (claim.certainty, [doubt.reason for doubt in claim.doubts]) == ("moderate", ["age"])


def test_what_only_bears_on_a_claim_carries_none_of_its_certainty(mini):
    (mini / "docs/data/facts/F02.yml").write_text(
        (mini / "docs/data/facts/F01.yml").read_text("utf-8").replace("F01", "F02"), "utf-8"
    )
    edit(mini / "docs/data/claims/R02.yml", "facts: [F01]", "facts: [F01]\nsee: [F02]")
    claim = load(mini).claims["R02"]
    assert claim.doubts[0].sources == ("F01",)
    assert claim.sources == ("F01", "F02")


def test_a_second_hand_fact_is_doubted_without_saying_so(mini):
    edit(mini / "docs/data/facts/F01.yml", "how_seen: own count", "how_seen: second-hand")
    edit(mini / "docs/data/claims/R02.yml", "verdict: holds", "verdict: not settled")
    assert "second-hand" in [doubt.reason for doubt in load(mini).claims["R02"].doubts]


def test_a_doubt_about_a_lab_counts_for_every_claim_it_decides(mini):
    edit(
        mini / "notebooks/coin.ipynb",
        '"description"',
        '"doubts": [{"reason": "risk of bias", "why": "One coin."}], "description"',
    )
    claims = load(mini).claims
    assert (claims["K01"].certainty, claims["R01"].certainty, claims["R02"].certainty) == ("low", "moderate", "low")


def test_a_claim_that_is_the_same_as_another_carries_its_verdict(mini):
    (mini / "docs/data/claims/R03.yml").write_text(
        "{id: R03, statement: A coin never favours a side., where: [{section: Opening, paragraph: 1}], "
        'speaker: author, kind: advice, chapter: truths/coins, same_as: R01, reviewed: "2026-11-22"}',
        "utf-8",
    )
    handbook = load(mini)
    twin, first = handbook.claims["R03"], handbook.claims["R01"]
    assert (twin.judgement, twin.certainty, twin.deciding) == (first.judgement, first.certainty, first.deciding)
    assert (twin.statement, twin.kind, twin.reviewed) == ("A coin never favours a side.", "advice", "2026-11-22")
    assert (handbook.twins(twin), handbook.twins(first)) == (("R01",), ("R03",))
    assert handbook.pairs == (("K01", "R01"),), "contradictions are the claim's own"


def test_a_rule_may_rest_on_a_fact(mini):
    edit(mini / "docs/data/claims/K01.yml", "measure: coin.heads", "measure: F01.throwers")
    edit(mini / "docs/data/claims/K01.yml", "at_least: 0.9", "at_least: 50")
    edit(mini / "docs/data/claims/K01.yml", "measured: by proxy", "measured: yes")
    edit(
        mini / "docs/data/claims/K01.yml",
        "doubts:\n  - {reason: indirectness, why: One coin stands for all.}",
        "doubts: []",
    )
    claim = load(mini).claims["K01"]
    assert (claim.judgement.verdict, claim.certainty) == ("holds", "low")
    assert (claim.deciding, claim.labs, claim.sources) == (("F01",), (), ("F01",))


def test_what_is_not_judged_has_no_certainty(mini):
    edit(mini / "docs/data/claims/R02.yml", "verdict: holds", "verdict: not judged")
    edit(mini / "docs/data/claims/R02.yml", "measured: yes\ndoubts: []\n", "")
    claim = load(mini).claims["R02"]
    assert (claim.judgement.verdict, claim.certainty, claim.doubts) == ("not judged", None, ())


def test_an_editor_who_overrules_a_rule_is_on_record(mini):
    edit(
        mini / "docs/data/claims/K01.yml",
        "measured:",
        'verdict: not settled\nbecause: One coin says nothing of all the others.\noutcomes: "-"\nmeasured:',
    )
    claim = load(mini).claims["K01"]
    assert (claim.judgement.verdict, claim.judgement.overruled) == ("not settled", "does not hold")
    assert (claim.by_editor, claim.deciding, claim.labs) == (True, (), ("coin",))


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
    folder = REPOSITORY / "docs/data/claims"
    entries = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("*.yml")}
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


def test_every_rule_is_tried_also_one_that_an_editor_overrules_whose_flips_cost_no_certainty():
    claims = load(REPOSITORY).claims.values()
    assert [claim.id for claim in claims if bool(claim.stress) != bool(claim.rule)] == []
    overruled = [claim for claim in claims if claim.judgement.overruled]
    assert overruled and any(claim.stress.flips for claim in overruled)
    told = {doubt.why for claim in overruled if claim.stress for doubt in claim.stress.doubts()}
    assert told and not [d for claim in overruled for d in claim.doubts if d.why in told]
