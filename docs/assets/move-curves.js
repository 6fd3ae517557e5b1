// Two curves that the build has computed, read where the control stands.
import { at, filled, kept, worded } from "./move-figure.js";

export const HEIGHT = 206; // of the plot, as in scripts/groundtruth/pages/scenes.py

export const high = (value, { min, max }) => Math.round(10 * HEIGHT * (1 - (value - min) / (max - min))) / 10;

export function scene(data, state, words) {
  const [value] = Object.values(state);
  const nth = data.x.indexOf(value);
  const [first, second] = [data.first[nth], data.second[nth]];
  const gap = Math.round(100 * Math.abs(first - second));
  const names = { ...words, gap: worded(gap, "points"), first: worded(first, "share"), second: worded(second, "share") };
  const x = at(value, data.axis);
  const [upper, lower] = first > second ? ["first", "second"] : ["second", "first"];
  const heights = { first: high(first, data.gauge), second: high(second, data.gauge) };
  const label = kept(x, 7);
  const marks = { cursor: { x1: x, x2: x } };
  for (const line of ["first", "second"]) marks[line] = { cx: x, cy: `${heights[line]}` };
  marks[`${upper} label`] = { x: label, y: `${heights[upper] - 12}`, text: names[upper] };
  marks[`${lower} label`] = { x: label, y: `${heights[lower] + 22}`, text: names[lower] };
  return { marks, said: [filled(data.words, names), filled(gap ? data.apart : data.same, names)] };
}
