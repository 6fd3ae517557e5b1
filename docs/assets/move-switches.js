// Faults that readers switch on: what each cost the models, and which alarms go off. The lab planted one at a time, so
// with several on, an alarm goes off at least as often as for the loudest, and nothing else is added up.
import { at, filled, worded } from "./move-figure.js";

const wide = (value, axis) => `${(parseFloat(at(value, axis)) - parseFloat(at(axis.min, axis))).toFixed(2)}%`;

// A score that rose lost nothing.
const lost = (value) => (Math.round(1000 * value) > 0 ? worded(value, "AUC") : "nothing");

export function scene(data, { faults, requests }, words) {
  const on = faults.map((name) => ({ name, ...data.faults[name] }));
  const rung = data.clean.map((share, nth) => (on.length ? Math.max(...on.map((fault) => fault[requests][nth])) : share));
  const marks = {};
  for (const name of Object.keys(data.faults)) {
    marks[`fault ${name}`] = { class: `fault ${faults.includes(name) ? "on" : "off"}` };
  }
  rung.forEach((share, nth) => {
    marks[`alarm ${nth}`] = { width: wide(share, data.gauge) };
    marks[`rang ${nth}`] = { text: worded(share, "share") };
  });
  const called = (wanted) =>
    data.alarms.filter((_, nth) => wanted(rung[nth])).map((alarm) => data.lines[alarm]).join("; ") || "none";
  const worst = on.toSorted((a, b) => b.logistic - a.logistic)[0];
  const names = {
    ...words,
    on: worded(on.length),
    loud: called((share) => share >= 0.5),
    quiet: called((share) => share < 0.5),
    false: worded(Math.max(...data.clean), "share"),
  };
  if (worst) {
    Object.assign(names, { fault: worst.name, boosting: lost(worst.boosting), logistic: lost(worst.logistic) });
    names.most = filled(names.logistic === "nothing" ? data.below : data.above, names);
  }
  return { marks, said: [filled([data.same, data.words][on.length] ?? data.apart, names)] };
}
