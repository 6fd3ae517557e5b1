// Two bells and a cut, counted as scripts/groundtruth/pages/cutoff.py does it.
import { at, filled, worded } from "./move-figure.js";

// The part of a normal bell above x: Abramowitz and Stegun 26.2.17, right to seven digits.
function above(x) {
  if (x < 0) return 1 - above(-x);
  const t = 1 / (1 + 0.2316419 * x);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (series * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

const odds = (chance) => Math.log(chance / (1 - chance));

const place = (cut, yes, distance) => (odds(cut) - odds(yes)) / distance + distance / 2;

function counted(cut, { miss, yes }, distance) {
  const x = place(cut, yes, distance);
  const cases = Math.round(1000 * yes);
  const others = 1000 - cases;
  const found = cases * above(x - distance);
  const alarms = others * above(x);
  return { cases, found, alarms, right: (found + others - alarms) / 1000, cost: miss * (cases - found) + alarms };
}

// The slider's position that costs least: beside the cut at which both mistakes cost the same.
function cheapest({ min, max, step }, state, distance) {
  const steps = (1 / (1 + state.miss) - min) / step;
  const last = Math.round((max - min) / step);
  const beside = [Math.floor(steps + 1e-9), Math.ceil(steps - 1e-9)].map((nth) => Math.min(last, Math.max(0, nth)));
  const [low, high] = beside.map((nth) => Math.round(1e6 * (min + nth * step)) / 1e6);
  const cost = (cut) => counted(cut, state, distance).cost;
  return cost(high) < cost(low) ? high : low;
}

export function scene(data, state, words) {
  const distance = data.distances[state.table];
  const now = counted(state.cut, state, distance);
  const best = cheapest(data.controls.cut, state, distance);
  const names = { ...words, best: worded(best, "share"), least: counted(best, state, distance).cost.toFixed(0) };
  for (const name of ["cases", "found", "alarms", "cost"]) names[name] = now[name].toFixed(0);
  names.accuracy = worded(now.right, "share");
  names.nobody = worded(1 - now.cases / 1000, "share");
  const x = place(state.cut, state.yes, distance);
  const line = at(x, data.axis);
  const marks = { line: { x1: line, x2: line }, cut: { x: line } };
  data.bins.forEach((middle, nth) => {
    const height = (Math.round(10 * data.tall * Math.exp(-((middle - distance) ** 2) / 2)) / 10).toFixed(1);
    marks[`bin ${nth}`] = { class: `bin ${middle > x ? "on" : "off"}`, parts: [{}, { height }] };
  });
  return { marks, said: [filled(data.words, names), filled(names.cost === names.least ? data.same : data.apart, names)] };
}
