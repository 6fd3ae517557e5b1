"""What is shown and said about a reader's table: description, scores, curve, three answers, evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .comparing import MODELS, rests_on
from .look import INK, LINE, MUTED, canvas, show
from .saying import few, say, short, show_table

LOOKS = {"lr": ("#0b62a4", "o"), "boost4": ("#00756a", "s"), "boost": ("#b84a00", "D")}


def describe(table, new) -> None:
    """What we found, in sentences."""
    classes = f"has {len(table.classes)} classes: {few(table.classes, 5)}." if table.classes else "is a number."
    split = {
        "unit": f"all rows of one {short(table.by)} stay on one side.",
        "time": f"the past predicts the future, by {short(table.by)}.",
        "shuffle": "shuffle.",
    }[table.how]
    if table.how == "shuffle" and not table.asked:
        split += " We found no repeated unit and no " + (
            f"useful date: {few(table.dated)} is a birth, often missing, or nearly the same everywhere."
            if table.dated
            else "date. Do you know of one?"
        )
    say(
        f"{table.total:,} rows, {table.frame.shape[1]} columns, {table.read}, decimal sign '{table.decimal[-1]}'.",
        f"The target {short(table.target)} {classes}",
        ("The split you asked for: " if table.asked else "Proposed split: ") + split,
    )
    left_out = [(short(name), why) for name, why in table.why.items()]
    if left_out:
        more = [("and more", len(left_out) - 15)] if len(left_out) > 15 else []
        show_table(["left out", "why"], left_out[:15] + more)
        say("Did we get one wrong? Name it in KEEP, or say in KINDS what it contains.")
    extra = [
        f"{short(name)} alone tells most of the target. Would you know it on the day of the prediction?"
        for name in table.suspects
    ]
    if len(table.units) > 1:
        extra.append(
            f"More than one unit repeats: {few(table.units)}. We propose to keep all rows of the largest unit together."
        )
    if table.how == "unit" and table.dated:
        extra.append("There is a date too. If the same units come back tomorrow, set TIME to the date.")
    if new or extra:
        say(*new, *extra)


def name_of(model, table) -> str:
    """What a model is called in a sentence."""
    return MODELS[model] if table.classes or model != "lr" else "ridge regression"


def digits(value, form=".3f") -> str:
    """A score in few digits, however wild it is."""
    return f"{round(value, 3) + 0.0:{form}}" if abs(value) < 100 else f"{value:.0e}"


def spread_of(found) -> str:
    """A difference with its interval."""
    value, low, high = (digits(found[k]) for k in ("value", "low", "high"))
    return f"{value} {found['unit']} (95% interval {low} to {high})"


def show_scores(table, measures, new) -> None:
    """The four models, and what a shuffled split would have promised."""
    rows = []
    for m in MODELS:
        value, low, high = (digits(measures[m][k], ".2f") for k in ("value", "low", "high"))
        promised = digits(table.promised[m], ".2f") if m in table.promised else ""
        rows.append([name_of(m, table), value, f"{low} to {high}", promised][: 4 if table.promised else 3])
    show_table(["model", measures["lr"]["unit"], "95% interval", "shuffled"][: len(rows[0])], rows)
    if new:
        say(*new)


def enough(table, m, margin) -> str:
    """Is the basic model enough here?"""
    lead, basic = m["lead"], name_of("lr", table)
    found = f"The lead of {name_of(table.best, table)} over {basic} is {spread_of(lead)}."
    if m["above_floor"]["low"] <= 0:
        best = max(table.promised, key=table.promised.get, default=None)
        if best and table.promised[best] > m["floor"]["value"] + 0.05:
            return (
                f"Not under this split. By {short(table.by)} nothing is shown to beat the floor, but under a shuffle "
                f"{name_of(best, table)} reaches {digits(table.promised[best], '.2f')}: the split made the difference. "
                f"If the model will meet what it has already seen of {short(table.by)}, set SHUFFLE = True. {found}"
            )
        return f"Nothing is shown to beat the floor. These columns may contain no signal. {found}"
    if lead["high"] <= margin:
        return f"Yes. {found} The whole interval is below our margin of {margin}."
    if lead["low"] > margin:
        return f"No. {found} The whole interval is above our margin of {margin}."
    return (
        f"We can't tell. {found} Our margin of {margin} is inside that interval. "
        "Until more is known, the basic model is the one you can explain."
    )


def more_rows(gain, margin) -> str:
    """Would more rows help?"""
    if gain is None:
        return "We can't tell: there are too few rows for a curve. That alone is a reason to want more."
    found = f"When we last doubled the training rows, the score changed by {spread_of(gain)}"
    if gain["low"] > margin:
        return f"Probably. {found}, so the curve still rises."
    return (
        f"Probably little. {found}. New columns may do more." if gain["high"] < margin else f"We can't tell. {found}."
    )


def first_check(table, m, note) -> str:
    """What to check first: the gravest of what we met."""
    away = [n for n, kind in table.kind.items() if kind == "leak"]
    promise = max((table.promised[k] - m[k]["value"] for k in table.promised), default=0)
    if away:
        return f"{few(away)} gave the target away and was left out. When is it known: before or after the outcome?"
    if any("far from all others" in sentence for sentence in note):
        return "The target has a value far from all others. Is it an error? One such value rules every score."
    if table.suspects:
        return f"{few(table.suspects)} alone tells most of the target. When is it known: before or after the outcome?"
    if max(m[k]["value"] for k in MODELS) > 0.98:
        return "A score this close to perfect is rare. Look for a column that was filled in after the outcome."
    if promise > 0.02:
        return (
            f"How will the model be used? A shuffled split promises up to {digits(promise, '.2f')} more than the "
            f"split by {short(table.by)}. Which one looks like your future?"
        )
    if table.lost > 0.02:
        return "Some rows have no target. Are they like the others?"
    if table.how == "unit":
        return f"Is {short(table.by)} what the model will meet fresh? If another unit is, name it in UNIT."
    return "Ask of each column: would it be known, with this value, on the day of the prediction?"


def answer(table, m, margin, note) -> None:
    """The three answers."""
    say(
        "Is the basic model enough? " + enough(table, m, margin) + rests_on(table),
        "Would more rows help? " + more_rows(m.get("last_doubling"), margin),
        "What to check first? " + first_check(table, m, note),
    )


def draw_curve(table, curve, measures):
    """One line per model, named at its end; the floor is dashed. Gives the curve back, for the evidence."""
    fig, ax = canvas(4.5, 5.6)
    floor, unit, gain = max(measures["floor"]["value"], -9), measures["lr"]["unit"], measures.get("last_doubling")
    ends = {m: measures[m]["value"] for m in LOOKS}
    rows = sorted({point["rows"] for point in curve if point["model"] != "floor"})
    for i, (m, (colour, marker)) in enumerate(LOOKS.items()):
        points = pd.DataFrame([point for point in curve if point["model"] == m])
        x = points.pop("rows") * 1.05 ** (i - 1)  # side by side, so that no interval hides another
        y = points.drop(columns="model").clip(-9, 9)  # R2 can be wild; the figure ends at -1 anyway
        ax.plot(x, y["value"], color=colour, marker=marker, lw=1.8, ms=6.5)
        ax.vlines(x, y["low"], y["high"], color=colour, lw=1.2)
    ax.axhline(floor, color=MUTED, lw=1.2, ls="--", zorder=1)
    ax.text(rows[0] * 0.95, floor, "floor", color=MUTED, va="bottom", clip_on=True)
    low, high = ax.get_ylim()
    wild = floor - 1.5 * (max(floor, *ends.values()) - floor + 0.1)  # one wild score must not hide the rest
    low = max(low, wild, -1)
    high = min(max(high, floor + 0.1, low + 0.3), 1.05)
    ax.set_ylim(low, high)
    order = sorted(ends, key=ends.get)
    near = [max(ends[m], low) for m in order]
    places = near[:1]
    for place in near[1:]:  # names are moved apart where they would touch
        places.append(max(place, places[-1] + 0.126 * (high - low)))
    moved = np.array(places) - min(np.mean(places) - np.mean(near), places[0] - low)
    for m, place in zip(order, moved, strict=True):
        name = name_of(m, table).replace(" ", "\n", 1)
        ax.text(rows[-1] * 1.14, place, name, color=LOOKS[m][0], va="center", linespacing=0.95)
    ax.set_xscale("log")
    ax.set_xlim(rows[0] * 0.88, rows[-1] * 2.5)
    ax.set_xticks(rows, [f"{tick:,}" for tick in rows], color=MUTED)
    ax.minorticks_off()
    ax.tick_params(length=0, labelcolor=MUTED)
    ax.grid(axis="y", color=LINE, lw=0.8)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("training rows (each step doubles)", color=MUTED, loc="left")
    brought = f"brought {digits(gain['value'])} {unit}" if gain else ""
    doubled = f"The last doubling of rows\n{brought}" + (":\nmaybe nothing" if gain and gain["low"] <= 0 else "")
    ax.set_title(
        doubled if gain else "Too few rows for a\nlearning curve", loc="left", color=INK, fontsize=15, x=-0.12, pad=26
    )
    ax.text(-0.12, 1.02, f"{unit} with 95% intervals over folds", color=MUTED, transform=ax.transAxes)
    last = f"and the last doubling of rows {brought}" if gain else "and the rows are too few for a curve"
    models = ", ".join(f"{name_of(m, table)} ends at {digits(ends[m], '.2f')}" for m in ends)
    alt = (
        f"Line chart of {unit} by number of training rows, up to {rows[-1]:,}, for three models, where {models} {last}"
    )
    show(fig, "learning-curve", alt)
    return curve


def reading_of(table) -> dict:
    """What was decided about the table, as the evidence holds it: columns, split, target."""
    if table is None:
        return {"rows": 0, "columns": {}, "split": None, "target": None}
    columns = {}
    for name, values in table.values.items():
        low = high = None
        of_classes = name == table.target and table.classes
        if values.dtype.kind == "f" and values.notna().any() and not of_classes:
            low, high = (float(f"{end:.9g}") for end in (values.min(), values.max()))
        elif values.dtype.kind == "M" and values.notna().any():
            low, high = values.min().isoformat(), values.max().isoformat()
        used = name in table.features
        why = "the target" if name == table.target else table.why.get(name, "nothing speaks against it")
        kind = "category" if of_classes else table.kind[name]
        columns[name] = {"kind": kind, "used": used, "why": why, "min": low, "max": high}
    split = {"how": table.how, "by": table.by or None}
    return {
        "rows": table.total,
        "columns": columns,
        "split": split,
        "target": {"kind": table.task, "classes": table.labels},
    }
