"""What the files of docs/data say twice: both sayings agree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from ..ledger import Fact, Handbook, before, found_at, needs, numbers, read, schemas, stress_positions, units_at
from ..places import ARTICLES, CHANGES, DISSOLVED, FACTS, MOVES, READERS
from ..problems import Problem, nearest
from ..verdicts import Measure, computed
from .slips import amount, slips

Values = Mapping[str, Measure]
# "11.6% [9.1 to 14.5]": a number, its unit, and the ends of its interval.
INTERVAL = re.compile(r"(\d[\d,.]*) ?(%|points?)?(?: (?:more|less|fewer|longer))? \[\$?(-?[\d,.]+) to \$?(-?[\d,.]+)\]")
# "727 adverts of 465 employers"; a year may stand between: "735 of 515".
SAMPLE = re.compile(r"(?<![\d.,])(\d[\d,]*)(?: [a-z]+)? of (\d[\d,]*)(?![\d.,])")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Intervals from rows or firms drawn again: one end may be Wilson's by chance, or on purpose.
RESAMPLED = re.compile(r"resampl|replacement|bootstrap")
EXACT = 0.06  # of an end with one decimal
Z = 1.959963984540054  # of 95%
ROUNDING = 0.2  # points between an end and Wilson's, of a share that was rounded itself
PAPER = re.compile(r"https?://(?:doi\.org|arxiv\.org|papers\.nips\.cc|www\.nber\.org)/")
# The year, in two digits or four, that addresses of arXiv, of Springer's journals and of conferences have.
OF_ADDRESS = re.compile(r"arxiv\.org/\w+/(\d\d)\d\d\.|/s\d{5}-0(\d\d)-|(?<!\d)((?:19|20)\d\d)(?!\d)")
SECOND_HAND = re.compile(r"(second-hand )?\(((?:\{\{.*?\}\}|[^(){}])*)\)")
CITED = re.compile(r"fact\(\s*[\"'](\w+)[\"']")


def agreement(handbook: Handbook) -> Iterator[Problem]:
    """Whatever facts, articles, pairs, figures, lists and words for changes say in two ways."""
    values: dict[str, dict[str, Measure]] = defaultdict(dict)
    for name, measure in handbook.measures.items():
        owner, _, own = name.partition(".")
        values[owner][own] = measure
    for fact in handbook.facts.values():
        yield from _intervals(fact, values[fact.id])
        yield from slips(fact, values[fact.id])
        yield from _differences(fact, values[fact.id])
        yield from _wilson(fact, values[fact.id])
        yield from _seen(fact)
        yield from _recounted(fact, handbook.measures)
    yield from _papers(handbook)
    yield from _articles(handbook)
    yield from _dissolved(handbook)
    yield from _samples(handbook)
    yield from _figures(handbook)
    yield from _order(handbook)
    yield from _changes(handbook)


def _in_percent(measure: Measure) -> float:
    return measure.value * 100 if measure.unit == "share" else measure.value


def _intervals(fact: Fact, values: Values) -> Iterator[Problem]:
    """Numbers with intervals in a text that are nearly, but not quite, a value; and the unit that both have."""
    for told in INTERVAL.finditer(fact.text):
        here = tuple(amount(told[group]) for group in (1, 3, 4))
        stored = {name: (abs(one.value), one.low, one.high) for name, one in values.items()}
        same = [name for name, there in stored.items() if there == here]
        # Two numbers that agree must be two: a share of nothing is its own lower end.
        agreed = {name: {x for x, y in zip(there, here, strict=True) if x == y} for name, there in stored.items()}
        near = [name for name, numbers in agreed.items() if len(numbers) == 2]
        if not same and near:
            what = f"says '{told[0]}', and {near[0]} is {values[near[0]]}"
            yield Problem(f"{FACTS}/{fact.id}.yml text", what, "Look at the source, and correct the text or the value.")
        unit = {"%": "%", "point": "points", "points": "points"}.get(told[2] or "")
        for name in same:
            if unit and values[name].unit in {"%", "points"} - {unit}:
                what = f"is in {values[name].unit}, and the text says '{told[0]}'"
                yield Problem(f"{FACTS}/{fact.id}.yml values.{name}", what, "A difference of two shares is in points.")


def _recounted(fact: Fact, measures: Values) -> Iterator[Problem]:
    """Shares, and their numbers of cases, that a lab counts otherwise from the same answers."""
    for name, other in fact.recounted.items():
        place, told = f"{FACTS}/{fact.id}.yml recounted.{name}", f"{fact.id}.{name}"
        if missing := [one for one in (told, other) if one not in measures]:
            yield Problem(place, f"there is no {missing[0]}", nearest(missing[0], measures, "Correct the name."))
            continue
        (n, ours), (other_n, theirs) = ((measures[one].n, _in_percent(measures[one])) for one in (told, other))
        if n != other_n or abs(ours - theirs) > EXACT:
            what = f"is {ours:.1f}% of {n:,}, and {other} counts {theirs:.1f}% of {other_n:,}"
            yield Problem(place, what, "Count again, and correct the fact or the counts in the lab.")


def _samples(handbook: Handbook) -> Iterator[Problem]:
    """Facts of one source and sample that say from how many it comes, and not the same."""
    said = defaultdict[tuple[str, str], dict[str, list[str]]](lambda: defaultdict(list))
    for fact in handbook.facts.values():
        for sample, of in SAMPLE.findall(str(fact.n)):
            said[str(fact.url), sample][of].append(fact.id)
    for (_, sample), told in said.items():
        usual = max(told, key=lambda of: len(told[of]))
        for of, names in told.items():
            for name in names if of != usual else ():
                what = f"says {sample} of {of}, and {told[usual][0]}, from the same source, says of {usual}"
                yield Problem(f"{FACTS}/{name}.yml n", what, "Count again, and correct whichever is wrong.")


def _differences(fact: Fact, values: Values) -> Iterator[Problem]:
    """Values that are differences by their names, in a unit of shares."""
    for name, one in values.items():
        if "minus" in name.split("_") and one.unit in ("%", "share"):
            what = f"is a difference by its name, and its unit is {one.unit}"
            yield Problem(f"{FACTS}/{fact.id}.yml values.{name}", what, "A difference of two shares is in points.")


def _wilson(fact: Fact, values: Values) -> Iterator[Problem]:
    """Shares that we counted, with Wilson's interval at one end and not at the other, or with that of another share."""
    if fact.how_seen != "own count" or RESAMPLED.search(" ".join([fact.text, fact.where, fact.trap or ""])):
        return
    for name, one in values.items():
        if one.unit != "%" or one.low is None or one.high is None or not 0 <= one.value <= 100 or one.n < 2:
            continue
        hits = round(one.value / 100 * one.n)
        ours = computed({"statistic": "count", "units": {"hits": hits, "of": one.n}})
        low, high = 100 * ours["low"], 100 * ours["high"]
        if (abs(low - one.low) <= ROUNDING) != (abs(high - one.high) <= ROUNDING):
            what = f"{one.value}% of {one.n:,} has the interval {low:.1f} to {high:.1f}, not {one.low} to {one.high}"
            remedy = "Correct the share, n or that end, in the text too; or say in `where` what was resampled."
            yield Problem(f"{FACTS}/{fact.id}.yml values.{name}", what, remedy)
        elif abs(low - one.low) > ROUNDING and (meant := _share_of(one.low, one.high, one.n)) is not None:
            what = f"{one.value}% of {one.n:,} has {one.low} to {one.high}, which is the interval of {meant:.1f}%"
            remedy = "Correct the share, n or the interval, in the text too."
            yield Problem(f"{FACTS}/{fact.id}.yml values.{name}", what, remedy)


def _share_of(low: float, high: float, n: int) -> float | None:
    """The share, in percent, of which an interval is Wilson's to the digit; None if it is of no share.

    The middle of Wilson's interval is the share, drawn a little towards a half: from it the share can be computed.
    """
    pull = Z * Z / n
    hits = round(n * ((low + high) / 200 * (1 + pull) - pull / 2))
    for near in (hits, hits - 1, hits + 1):
        if 0 <= near <= n:
            ours = computed({"statistic": "count", "units": {"hits": near, "of": n}})
            if max(abs(100 * ours["low"] - low), abs(100 * ours["high"] - high)) <= EXACT:
                return 100 * near / n
    return None


def _seen(fact: Fact) -> Iterator[Problem]:
    """A source that we saw ourselves, and that was not seen."""
    if fact.how_seen == "first-hand" and (told := re.search(r"\bnot seen\b|\b(?:did not|didn't) see\b", fact.where)):
        what = f"is 'first-hand', and `where` says '{told[0]}'"
        remedy = "Write how you saw what it tells; what else you did not see belongs in `trap`."
        yield Problem(f"{FACTS}/{fact.id}.yml how_seen", what, remedy)


def _papers(handbook: Handbook) -> Iterator[Problem]:
    """One paper's address under facts of two origins: told of those of other years, of the fewer, or of all."""
    under = defaultdict[str, list[Fact]](list)
    for fact in handbook.facts.values():
        if fact.url and PAPER.match(fact.url):
            under[fact.url].append(fact)
    for url, facts in under.items():
        if len({fact.origin for fact in facts}) == 1:
            continue
        years = {int("".join(found)) % 100 for found in OF_ADDRESS.findall(url)}
        own = {fact.id: {int(year) % 100 for year in YEAR.findall(f"{fact.as_of} {fact.origin}")} for fact in facts}
        foreign = [fact for fact in facts if years and not years & own[fact.id]]
        usual, times = Counter(fact.origin for fact in facts).most_common(1)[0]
        if not foreign and 2 * times > len(facts):
            foreign = [fact for fact in facts if fact.origin != usual]
        rest = [fact for fact in facts if fact not in foreign]
        for fact in foreign if rest and foreign else facts:
            other = next((one for one in rest or facts if one.origin != fact.origin), facts[0])
            what = f"is the address of {other.id} too, whose origin is another: {other.origin}"
            yield Problem(f"{FACTS}/{fact.id}.yml url", what, "Give each its own address, or both the same origin.")


def second_hand(text: str, place: str, handbook: Handbook) -> Iterator[Problem]:
    """Facts that a page calls second-hand, and that were seen in another way."""
    for bracket in SECOND_HAND.finditer(text):
        told, said, _ = bracket[2].partition("second-hand")
        cited = CITED.findall(told) if bracket[1] or said else []
        if not bracket[1] and not re.search(r"\b(?:both|all)\b", told):
            cited = cited[-1:]
        for name in cited:
            fact = handbook.facts.get(name)
            if fact and fact.how_seen != "second-hand":
                line = text.count("\n", 0, bracket.start()) + 1
                what = f"calls {name} second-hand, and {FACTS}/{name}.yml says '{fact.how_seen}'"
                yield Problem(f"{place}:{line}", what, "Correct whichever is wrong; `where` may tell.")


def _articles(handbook: Handbook) -> Iterator[Problem]:
    """Articles whose label or address has another date than they."""
    for name, article in handbook.articles.items():
        published, url = article["published"], article.get("url", "")
        months = ["-".join(found) for found in re.findall(r"/((?:19|20)\d\d)/(\d\d)/", url)]
        told = YEAR.findall(f"{article['label']} {url}") + (months if re.match(r"\d{4}-\d\d", published) else [])
        for day in told:
            if day not in published:
                what = f"published {published}, and its label or address says {day}"
                yield Problem(f"{ARTICLES} {name}", what, "Correct whichever is wrong.")
                break


def _dissolved(handbook: Handbook) -> Iterator[Problem]:
    """Lines that name an article of neither claim."""
    for entry in handbook.dissolved:
        for letter, article in handbook.articles.items():
            if article["label"] in entry.why and letter not in {claim[0] for claim in entry.pair}:
                what = f"its line names {article['label']}, and neither claim is from there"
                yield Problem(f"{DISSOLVED} {' '.join(entry.pair)}", what, "Name the article of one of the two claims.")


def _figures(handbook: Handbook) -> Iterator[Problem]:
    """Figures to move whose axes end before what they draw does, at the start or where the lab's variants lead."""
    for name, move in handbook.moves.items():
        drawn: dict[str, list[float]] = {"axis": [], "gauge": []}
        if move.claim:
            for state in [move.start, *(state for _, state, _ in stress_positions(move))]:
                drawn["axis"] += [x for unit in units_at(move, state) for x in unit.at]
                drawn["gauge"].append(found_at(move, state)["value"])
        for measure in move.told.get("measures", {}).values():
            drawn["gauge"].append(handbook.measures[f"{move.told['lab']}.{measure}"].value)
        for axis, ends in drawn.items():
            low, high = (move.told[axis][end] for end in ("min", "max")) if ends else (0, 0)
            beyond = [x for x in ends if not low <= x <= high]
            if beyond:
                what = f"ends at {low:g} and {high:g}, and the figure draws {beyond[0]:g}"
                yield Problem(f"{MOVES} {name}.{axis}", what, "Move min or max out, so that nothing is cut off.")


def _order(handbook: Handbook) -> Iterator[Problem]:
    """Lists in which a step of the path comes before one that it needs."""
    graph = needs(handbook.lessons)
    for reader in handbook.readers["readers"]:
        for budget, told in reader["lists"].items():
            steps = [step["page"] for step in told["steps"] if step.get("page") in handbook.lessons["steps"]]
            for number, step in enumerate(steps):
                for late in [later for later in steps[number + 1 :] if later in before(graph, step)]:
                    what = f"{step} comes before {late}, which it needs"
                    yield Problem(f"{READERS} {reader['id']}.{budget}", what, f"Put {late} before {step}.")


def _changes(handbook: Handbook) -> Iterator[Problem]:
    """Words for a change without a number that its name has; what the change is *not* may stay unsaid."""
    if not (handbook.root / CHANGES).exists():
        return
    told = read(handbook.root, CHANGES, schemas(handbook.root)["changes.schema.json"], [])
    for name, words in told["choices"].items():
        said = numbers(words)
        for number in numbers(re.sub(r"\bnot\b[^,]*", "", name)):
            if number not in said:
                what = f"'{name}' has {number:g}, and its words don't: '{words}'"
                yield Problem(f"{CHANGES} choices", what, "Write the same number into both.")
