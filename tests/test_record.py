"""verdicts.json is what the ledger says now, and the history names every change since a claim's first verdict."""

from __future__ import annotations

import json

import pytest
from groundtruth import record
from groundtruth.ledger import load
from miniature import edit

FILE = "docs/data/verdicts.json"


def test_the_miniature_is_on_record(mini):
    handbook = load(mini)
    assert list(record.stale(handbook)) == []
    assert list(record.unrecorded(handbook)) == []


def test_a_doubt_more_makes_the_record_stale_and_updating_writes_it(mini, capsys):
    edit(mini / "docs/data/claims/R01.yml", "doubts: []", "doubts: [{reason: imprecision, why: A hundred throws.}]")
    (problem,) = record.stale(load(mini))
    assert (problem.place, problem.what) == (FILE, "is not current for R01")
    assert "make verdicts" in problem.remedy
    assert record.update(mini) == []
    assert capsys.readouterr().out.endswith("no verdict changed\n")
    assert list(record.stale(load(mini))) == []
    assert json.loads((mini / FILE).read_text("utf-8"))["R01"]["certainty"] == "moderate"


@pytest.mark.parametrize(("old", "new"), [('"certainty": "high"', '"certainty": "low"'), ("\n}", "\n\n}")])
def test_a_record_edited_by_hand_is_found(mini, old, new):
    edit(mini / FILE, old, new)
    (problem,) = record.stale(load(mini))
    assert problem.place == FILE


@pytest.mark.parametrize(
    ("spoil", "what"), [(lambda p: p.unlink(), "is missing"), (lambda p: p.write_text("{,"), "not JSON")]
)
def test_a_record_that_cannot_be_read_is_a_problem(mini, spoil, what):
    spoil(mini / FILE)
    (problem,) = record.stale(load(mini))
    assert problem.what.startswith(what)
    assert "git checkout" in problem.remedy


def test_a_broken_record_is_not_written_over(mini):
    (mini / FILE).write_text("{,", "utf-8")
    assert [problem.place for problem in record.update(mini)] == [FILE]
    assert (mini / FILE).read_text("utf-8") == "{,"


def test_a_verdict_that_changed_without_an_entry_is_found_even_after_the_record_was_renewed(mini):
    edit(mini / "docs/data/claims/R02.yml", "verdict: holds", "verdict: depends")
    for _ in range(2):
        (problem,) = record.unrecorded(load(mini))
        assert problem.place == "docs/data/history.yml R02"
        assert problem.what == "its last recorded verdict is 'holds', but it is now 'depends'"
        record.update(mini)
    with (mini / "docs/data/history.yml").open("a", encoding="utf-8") as history:
        history.write(
            '- {date: "2026-11-22", claims: [R02], from: holds, to: depends, what: It depends on who is asked.}\n'
        )
    assert list(record.unrecorded(load(mini))) == []


def test_an_entry_must_begin_where_the_last_one_ended(mini):
    edit(mini / "docs/data/history.yml", "from: holds", "from: depends")
    (problem,) = record.unrecorded(load(mini))
    assert problem.what == "K01 changes from 'depends', but its verdict was 'holds' then"


def test_an_entry_for_an_unknown_claim_is_found(mini):
    edit(mini / "docs/data/history.yml", '- date: "2026-11-20"', '- date: "2026-11-20"\n  claims: [K09]')
    (problem,) = record.unrecorded(load(mini))
    assert (problem.place, problem.what) == ("docs/data/history.yml 2026-11-20", "no claim 'K09'")


def test_dates_order_the_history_not_lines(mini):
    path = mini / "docs/data/history.yml"
    text = path.read_text("utf-8").replace("from: holds", "from: depends")
    path.write_text(
        text + '- {date: "2026-11-19", claims: [K01], from: holds, to: depends, what: All heads in the first lot.}\n',
        "utf-8",
    )
    assert list(record.unrecorded(load(mini))) == []


def test_a_new_claim_enters_the_record_with_its_first_verdict(mini):
    text = (mini / FILE).read_text("utf-8").splitlines()
    (mini / FILE).write_text("\n".join([*text[:-2], text[-1]]).replace("},\n}", "}\n}") + "\n", "utf-8")
    (problem,) = record.stale(load(mini))
    assert problem.what == "is not current for R02"
    record.update(mini)
    assert json.loads((mini / FILE).read_text("utf-8"))["R02"]["first"] == "holds"


def test_a_rule_changed_after_its_first_evidence_needs_its_entry_even_after_a_new_run(mini):
    from groundtruth import labs

    edit(mini / "docs/data/claims/R01.yml", "at_least: 0.4", "at_least: 0.42")
    for fresh in (False, True):
        if fresh:
            assert labs.update([], fresh=True, root=mini) == []
        handbook = load(mini)
        (problem,) = record.moved_rules(handbook)
        assert problem.place == "docs/data/claims/R01.yml rule"
        assert handbook.claims["R01"].rule_hashes["coin"] in problem.remedy
    with (mini / "docs/data/history.yml").open("a", encoding="utf-8") as history:
        history.write(
            f'- {{date: "2026-11-22", claims: [R01], rule: "{handbook.claims["R01"].rule_hashes["coin"]}", '
            "what: The lower threshold was raised.}\n"
        )
    handbook = load(mini)
    assert list(record.moved_rules(handbook)) == []
    assert handbook.rule_changed(handbook.claims["R01"])
    assert not handbook.rule_changed(handbook.claims["K01"])


def test_the_first_hash_of_a_rule_stands_in_two_places(mini):
    """Whoever moves a threshold after the run, and takes its first hash out of the evidence, is found."""
    from groundtruth import labs

    path = mini / "docs/data/evidence/coin.json"
    evidence = json.loads(path.read_text("utf-8"))
    first = evidence["rules"].pop("R01")
    path.write_text(json.dumps(evidence, indent=1) + "\n", "utf-8")
    edit(mini / "docs/data/claims/R01.yml", "at_least: 0.4", "at_least: 0.42")
    assert labs.update([], fresh=True, root=mini) == []
    wiped, moved = sorted(record.moved_rules(load(mini)), reverse=True)
    assert moved.place == "docs/data/claims/R01.yml rule" and first in moved.what
    assert wiped.place == "docs/data/evidence/coin.json rules.R01" and first in wiped.what
    assert record.update(mini) == []
    assert json.loads((mini / "docs/data/verdicts.json").read_text("utf-8"))["R01"]["rules"] == {"coin": first}


def test_a_claim_that_cannot_be_read_keeps_the_first_hash_of_its_rule(mini):
    from groundtruth import labs

    path = mini / "docs/data/evidence/coin.json"
    before = json.loads(path.read_text("utf-8"))["rules"]
    edit(mini / "docs/data/claims/R01.yml", "kind:", "kin:")
    assert labs.update([], fresh=True, root=mini) == []
    assert json.loads(path.read_text("utf-8"))["rules"] == before


def test_a_sentence_of_a_rule_may_change(mini):
    edit(mini / "docs/data/claims/R01.yml", "passes: That is not too many.", "passes: Not too many.")
    assert list(record.moved_rules(load(mini))) == []


def test_a_mean_that_becomes_a_median_under_the_same_name_is_another_rule(mini):
    path = mini / "docs/data/evidence/coin.json"
    evidence = json.loads(path.read_text("utf-8"))
    kept = load(mini).claims["R01"].rule_hashes["coin"]
    name = load(mini).claims["R01"].rule[0].measure.partition(".")[2]
    evidence["measures"][name] |= {"unit": "tosses"}
    edit(mini / "docs/data/home.yml", "coin.heads", "F01.throwers")  # its bars take shares alone
    evidence["rules"]["R01"] = kept
    path.write_text(json.dumps(evidence), "utf-8")
    assert "docs/data/claims/R01.yml rule" in [problem.place for problem in record.moved_rules(load(mini))]
