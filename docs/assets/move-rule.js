// A rule of the ledger, judged again at each position of the controls: as scripts/groundtruth/ledger/moving.py does it.
import { at, beside, filled, worded } from "./move-figure.js";

const Z = 1.959963984540054;

// Each gives, of one unit, where its marks lie and its value, of which the measure is a statistic.
const COMPUTE = {
  "keeps up"(row, { margin }, columns) {
    const lead = Math.min(...columns.map((column) => row[column]));
    return [[lead], lead > -margin ? 1 : 0];
  },
  changes(row, { margin }, columns) {
    const gaps = columns.map((column) => row[column]);
    const sides = new Set(gaps.map((gap) => (gap > margin) - (gap < -margin)));
    return [gaps, sides.size > 1 ? 1 : 0];
  },
  "keeps part"(row, { size, part }, columns) {
    const skill = (rows) => Math.max(...columns.map((column) => row[`${column}_${rows}`])) - 0.5;
    const kept = skill(size) / skill("all");
    return [[kept], kept >= part ? 1 : 0];
  },
  difference(row, { from, to }) {
    const gain = Math.round(1000 * (row[`auc_${to}`] - row[`auc_${from}`])) / 1000;
    return [[gain], gain];
  },
};

export function unitsAt(data, state) {
  const option = Object.values(state).find((value) => value in data.stored);
  if (option) return new Map(Object.entries(data.stored[option]).map(([name, value]) => [name, [[value], value]]));
  const kept = new Set(data.keep[state.tables ?? ""]);
  const columns = data.groups[state.rival] ?? Object.values(data.groups)[0];
  const counted = data.rows.filter(({ name }) => kept.has(name));
  return new Map(counted.map((row) => [row.name, COMPUTE[data.compute](row, state, columns)]));
}

// The share with Wilson's interval, or the mean with Student's.
export function found(values, { statistic, t }) {
  const n = values.length;
  const value = values.reduce((sum, x) => sum + x, 0) / n;
  if (statistic === "share") {
    const hits = Math.round(value * n);
    const half = Z * Math.sqrt((hits * (n - hits)) / n + (Z * Z) / 4);
    const middle = hits + (Z * Z) / 2;
    return { value, n, low: Math.max(0, (middle - half) / (n + Z * Z)), high: Math.min(1, (middle + half) / (n + Z * Z)) };
  }
  const spread = Math.sqrt(values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1));
  const half = (t[n] * spread) / Math.sqrt(n);
  return { value, n, low: value - half, high: value + half };
}

// "+" where the whole interval lies on the passing side, "-" on the failing one, "?" on both.
const outcome = ({ low, high }, least, most) =>
  least === undefined ? (high <= most ? "+" : low > most ? "-" : "?") : low >= least ? "+" : high < least ? "-" : "?";

const DONE = { "+": "passes", "-": "fails", "?": "can’t tell" };
const AGAIN = { "+": "passes, too", "-": "fails, too", "?": "can’t either" };

// An option of some controls moves the rule's other tests, too: `at` says where they are then.
export function judged(data, measure, state) {
  const options = Object.values(state).filter((value) => typeof value === "string");
  const outcomes = data.tests.map((test) => {
    const given = test.own ? measure : (options.map((option) => test.at[option]).find(Boolean) ?? test);
    const bar = (side) => (side in test ? (test.own ? state.threshold : test[side]) : undefined);
    return outcome(given, bar("at_least"), bar("at_most"));
  });
  const pure = { "+": "holds", "-": "does not hold", "?": "not settled" };
  const verdict = new Set(outcomes).size === 1 ? pure[outcomes[0]] : (data.mixed[outcomes.join("")] ?? "no verdict foreseen");
  const own = data.tests.findIndex((test) => test.own);
  const test = outcomes.length === 1 ? "test" : `${data.tests[own].which} test`;
  const others = outcomes.map((mark, nth) => ({ mark, which: data.tests[nth].which })).toSpliced(own, 1);
  const done = ({ mark, which }, nth) => `${which} ${(mark === others[nth - 1]?.mark ? AGAIN : DONE)[mark]}`;
  const told = others.map(done).join(", and the ").replace(" ", " test ");
  return {
    verdict,
    said: `${SAID[outcomes[own]]}, so the ${test} ${DONE[outcomes[own]]}.`,
    others: told && `The ${told}. `,
  };
}

const SAID = {
  "+": "The whole interval meets the test",
  "-": "No part of the interval meets the test",
  "?": "The threshold is inside the interval",
};

export function scene(data, state, words) {
  const units = unitsAt(data, state);
  const measure = found([...units.values()].map(([, value]) => value), data);
  const { verdict, said, others } = judged(data, measure, state);
  const names = { ...words, n: worded(measure.n) };
  names.value = worded(measure.value, data.unit);
  for (const end of ["low", "high"]) names[end] = beside(measure[end], state.threshold, data.unit);
  const place = (value) => at(value, data.gauge);
  const bar = place(state.threshold);
  const marks = {
    bar: { x1: bar, x2: bar },
    asked: { x: bar, text: `asked: ${words.threshold}` },
    interval: { x1: place(measure.low), x2: place(measure.high) },
    value: { cx: place(measure.value) },
    label: { x: place(measure.value), text: names.value },
  };
  data.rows.forEach(({ name }, nth) => {
    const unit = units.get(name);
    if (data.layout === "rows") marks[`name ${nth}`] = { class: unit ? "name" : "name off" };
    if (!unit) return void (marks[`unit ${nth}`] = { display: "none" });
    const [places, value] = unit;
    const [first, last] = [places[0], places.at(-1)].map((x) => at(x, data.axis));
    const on = data.statistic === "share" ? value >= 0.5 : value > 0;
    const parts = places.length > 1 ? [{ x1: first, x2: last }, { cx: first }, { cx: last }] : [{ cx: last }];
    marks[`unit ${nth}`] = { display: null, class: `unit ${on ? "on" : "off"}`, parts };
  });
  if ("margin" in state) {
    const [left, right] = [-state.margin, state.margin].map((x) => at(x, data.axis));
    if (data.layout === "rows") marks.band = { x: left, width: `${(parseFloat(right) - parseFloat(left)).toFixed(2)}%` };
    else marks.margin = { x1: left, x2: left };
  }
  const flips = data.overruled ? "The rule’s answer changes: it" : "The verdict flips: the rule";
  const rule =
    verdict === data.verdict
      ? `${others ? "From all of these, the" : "The"} rule says “${verdict}”.`
      : `${flips} now says “${verdict}”, not “${data.verdict}”.`;
  return { marks, verdict, said: [filled(data.words, names), said, others + rule] };
}
