// Pay by country, title, level and degree: looked up, and not shown where there are too few.
import { at, filled, kept, worded } from "./move-figure.js";

export function scene(data, { country, title, level, degree }, words) {
  const asked = { adverts: [data.words, level], survey: [data.apart, degree] };
  const places = { adverts: data.where[country] ?? words.country, survey: words.country };
  const absent = Object.keys(data.absent).find((option) => option === title || option === country);
  const marks = {};
  const said = Object.entries(asked).map(([who, [text, last]]) => {
    const found = data[who][`${country}|${title}|${last}`] ?? { rows: 0 };
    const rows = worded(found.rows);
    const where = places[who];
    const more = who === "adverts" && country in data.pooled ? ` ${data.pooled[country]}` : "";
    const called = `${data.lines[who]}: `;
    if (found.p50 === undefined) {
      marks[who] = { display: "none" };
      marks[`${who} called`] = { text: `${called}nothing to show` };
      if (who === "survey" && absent) return data.absent[absent];
      return filled(data.same, { rows, where, who: who[0].toUpperCase() + who.slice(1) }) + more;
    }
    const [p10, p25, p50, p75, p90] = ["p10", "p25", "p50", "p75", "p90"].map((name) => at(found[name], data.axis));
    const middle = worded(found.p50, "$");
    marks[who] = { display: null, parts: [{ x1: p10, x2: p90 }, { x1: p25, x2: p75 }, { cx: p50 }, { x: kept(p50, 10), text: middle }] };
    marks[`${who} called`] = { text: called + where };
    const names = { p50: middle, rows, people: rows, where };
    return filled(text, { ...names, p25: worded(found.p25, "$"), p75: worded(found.p75, "$") }) + more;
  });
  return { marks, said };
}
