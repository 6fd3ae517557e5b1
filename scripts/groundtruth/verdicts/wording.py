"""How a sentence tells a change: in words for a reader, where the labs' own names are notes.

What is not listed here is told by its name: `With another choice (tuned settings)`.
"""

from __future__ import annotations

# A declared alternative, by the name that labs give it: what follows `If`.
CHOICES = {
    "twice the margin, 0.02": "we counted gaps of up to 0.02 AUC as ties, instead of 0.01",
    "twice the margin, 0.02 AUC": "we counted gaps of up to 0.02 AUC as ties, instead of 0.01",
    "scores within 0.02 AUC count as level": "we counted scores as level up to a gap of 0.02 AUC, instead of 0.01",
    "90% of the skill is enough": "a model had to reach only 90% of its full skill, instead of 95%",
    "25 labels, not 50": "the networks had only 25 labels, instead of 50",
    "100 labels, not 50, only digits": "the networks had 100 labels, which only the tasks with digits offer",
    "10 settings compared with 1": "we counted the gain of trying ten settings over trying one",
    "20 settings compared with the default": "we counted the gain of trying 20 settings over the library's default",
    "bagging expected to leave a stump as it is, as first written": (
        "we predicted, as at first, that bagging doesn't help a stump"
    ),
    "all 22 tables counted": "we used all 22 tables, including the twelve of the first version",
    "a model not told which answers are empty": "we didn't tell the model which answers were empty",
    "half as many slips": "we planted half as many slips",
    "only the first shuffle of the rows": "we used only the first of the random splits",
    "boosting with trees of four leaves": "the trees of boosting had four leaves",
    "the heights that people typed, not the tables": "we used the typed heights instead of the tables",
    "data scientists instead of ML engineers": "we counted data scientists instead of ML engineers",
    "logistic regression instead of boosting": "we used logistic regression instead of boosting",
    "boosting at its defaults": "we left boosting at its library's defaults",
    "default boosting as the only rival": "boosting at its defaults were the only rival",
    "LightGBM at its defaults as the only rival": "LightGBM at its defaults were the only rival",
    "LightGBM with four leaves as the only rival": "LightGBM with four leaves were the only rival",
    "tuned LightGBM as the only rival": "tuned LightGBM were the only rival",
    "CatBoost as the only rival": "CatBoost were the only rival",
    "the first round alone": "we used only the first of the two rounds of contests",
    "logistic regressions alone": "every entry in the contests were a logistic regression",
}
# What a threshold is about, by the measure that a test asks for: what follows `If the threshold for`.
MEASURES = {
    "A40.doctoral_applied": "the share of applied scientists with a doctorate",
    "automl-two-lines.proved_level": "the share of tables where we can rule out luck",
    "automl-two-lines.two_lines_level": "the share of tables where two lines tie or win",
    "basics-or-boosting.default_wins": "the share of tables where boosting wins",
    "basics-or-boosting.four_not_worse": "the share of tables where boosting with 4 leaves keeps up",
    "basics-or-boosting.single_split_beyond_chance": "how much more often a single split is wrong",
    "cheap-or-costly.tenfold_gain": "the gain from the longer search",
    "few-labels-deep.borrowed_50": "the accuracy of the network that had learned before",
    "few-labels-deep.scratch_50": "the accuracy of the network from scratch",
    "from-scratch.largest_gap": "the largest gap to the library",
    "from-scratch.longest_model": "the length of the longest model",
    "how-much-data.enough_at_5000": "the share of tables where 5,000 rows are enough",
    "impossible-heights.tables_gain_boosting": "what boosting gains from repair",
    "no-leaderboard.winner_top_tenth_later": "how often the winner stays in the top tenth",
    "preparation-tuning-model.model_left": "the lead of the best tuned model",
    "preparation-tuning-model.one_setting_loss": "what tuning only one setting loses",
    "right-metric.lead_growth": "the growth of boosting's lead",
    "study.enough_all": "the share of tables where logistic regression is enough",
    "study.proved_enough_all": "the share of tables where we can rule out luck",
    "honest-split.lr_enough_honest": "the share of tasks where logistic regression is enough",
    "surveys-disagree.india_engineers_250k": "the share in India",
    "surveys-disagree.phd_highest": "the highest share with a PhD",
    "surveys-disagree.prep_mean": "the mean share of time",
    "surveys-disagree.prep_production_mean": "the mean share of time",
    "surveys-disagree.us_engineers_250k": "the share in the United States",
    "surveys-disagree.well_paid_phd": "the share with a PhD",
    "svm-and-size.time_slope": "the exponent with which fitting time grows",
    "what-to-add.right": "the share of right predictions",
    "why-many-agents.lost_opposed_restless": "what a learning rival costs in a game without a resting point",
}
# Labs whose units are tables, most of them from packages of R.
OF_TABLES = {
    "basics-or-boosting",
    "honest-split",
    "no-leaderboard",
    "preparation-tuning-model",
    "study",
    "yesterdays-model",
}


def chosen(why: str, tests: str) -> str:
    """`If we planted half as many slips`; of some tests only, `If, in the second test, we …`."""
    if why in CHOICES:
        return f"If,{tests}, {CHOICES[why]}" if tests else f"If {CHOICES[why]}"
    return f"With another choice{tests} ({why})"


def moved(measure: str, test: str) -> str:
    """`If the threshold for the share with a PhD`, or which test's it is."""
    if measure in MEASURES:
        return f"If the threshold for {MEASURES[measure]}"
    return f"If the {test}'s threshold" if test else "If the threshold"


def without(kind: str, name: str, labs: set[str]) -> str:
    """One unit or all of a source left out, `kind` being `unit` or `source`."""
    tables = labs <= OF_TABLES
    if kind == "unit":
        return f"If we left out the table “{name}”" if tables else f"If we left out “{name}”"
    return f"If we left out all tables from {name}" if tables else f"If we left out everything from {name}"
