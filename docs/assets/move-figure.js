// A figure that readers move: reads the controls, asks its kind what they mean, and moves the marks of the picture that
// the page already has. A kind is a module of its own, `move-<kind>.js`, with a pure function
// `scene(data, state)` -> {marks: {name: attributes}, said: [sentences], verdict}.
const EDGE = 4; // percent of the width that stay free at both sides, as in scripts/groundtruth/pages/moves.py
const PAUSE = 500; // milliseconds after the last change until it is read aloud

const COUNTED = { raters: ["person", "people"], looks: ["look", "looks"], points: ["point", "points"] };
const DIGITS = { share: 2, AUC: 3 };

export const at = (value, { min, max }) =>
  `${(EDGE + (100 - 2 * EDGE) * Math.min(1, Math.max(0, (value - min) / (max - min)))).toFixed(2)}%`;

// Ties go to the even digit, as Python rounds: both write the same sentence.
function whole(x) {
  const down = Math.floor(x);
  return Math.abs(x - down - 0.5) < 1e-9 ? down + (down % 2) : Math.round(x);
}

// A place at which a label stays in the picture: so many percent from both sides.
export const kept = (place, room) => `${Math.min(100 - room, Math.max(room, parseFloat(place))).toFixed(2)}%`;

export function worded(value, unit = "", fine = false, more = 0) {
  if (more && unit === "share") return `${(100 * value).toFixed(more)}%`;
  if (unit === "share") return fine ? `${+(100 * value).toPrecision(3)}%` : `${whole(100 * value)}%`;
  if (unit === "$") return `$${value.toLocaleString("en")}`;
  if (unit in COUNTED) return `${value} ${COUNTED[unit][value === 1 ? 0 : 1]}`;
  const text = unit === "AUC" ? value.toFixed(3 + more) : value.toLocaleString("en", { maximumFractionDigits: 10 });
  return text.replace("-", "−").replace(/^−(0\.0*)$/, "$1");
}

// A number on the side of a threshold on which it lies: with more digits where rounding would move it.
export function beside(value, bar, unit) {
  const round = (more) => Math.round(value * 10 ** (DIGITS[unit] + more)) / 10 ** (DIGITS[unit] + more);
  const right = (more) => Math.sign(round(more) - bar) === Math.sign(value - bar);
  return worded(value, unit, false, unit in DIGITS ? [0, 1, 2, 3, 4].find(right) : 0);
}

export const filled = (text, names) => text.replace(/\{(\w+)\}/g, (_, name) => names[name]);

// The positions of the controls in words.
export function positions({ controls }, state) {
  const said = ([name, { options, unit = "" }]) => [name, options ? options[state[name]] : worded(state[name], unit, true)];
  return Object.fromEntries(Object.entries(controls).map(said));
}

function read(figure, controls) {
  const state = {};
  for (const [name, control] of Object.entries(controls)) {
    const boxes = [...figure.querySelectorAll(`[data-control="${name}"]`)];
    if (control.many) state[name] = boxes.filter((box) => box.checked).map((box) => box.value);
    else if (boxes.length) state[name] = boxes.find((box) => box.checked).value;
    else {
      const { value } = figure.querySelector(`[name="${name}"]`);
      state[name] = control.options ? value : Number(value);
    }
  }
  return state;
}

function put(figure, name, value) {
  const boxes = [...figure.querySelectorAll(`[data-control="${name}"]`)];
  for (const box of boxes) box.checked = Array.isArray(value) ? value.includes(box.value) : box.value === String(value);
  if (!boxes.length) figure.querySelector(`[name="${name}"]`).value = value;
}

// An option may say where other controls must be: they go there, and rest.
function lock(figure, { controls, locks = {} }, state) {
  const held = Object.assign({}, ...Object.values(state).flat().map((option) => locks[option] ?? {}));
  for (const name of Object.keys(controls)) {
    const fields = figure.querySelectorAll(`[data-control="${name}"], [name="${name}"]`);
    for (const field of fields) field.disabled = name in held;
    if (name in held) put(figure, name, held[name]);
  }
  return { ...state, ...held };
}

function paint(figure, { marks = {}, said, verdict }) {
  for (const [name, attributes] of Object.entries(marks)) {
    const mark = figure.querySelector(`[data-mark="${name}"]`);
    set(mark, attributes);
  }
  figure.querySelector("[data-said]").replaceChildren(
    ...said.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence })),
  );
  for (const one of figure.querySelectorAll("[data-verdict]")) one.hidden = one.dataset.verdict !== verdict;
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") element.textContent = value;
    else if (key === "parts") value.forEach((part, nth) => set(element.children[nth], part));
    else if (value === null) element.removeAttribute(key);
    else element.setAttribute(key, value);
  }
}

export async function start(figure) {
  const here = new URL(`../data/moves/${figure.dataset.move}.json`, import.meta.url);
  const answer = await fetch(here);
  if (!answer.ok) throw new Error(answer.statusText);
  const data = await answer.json();
  const kind = await import(`./move-${data.kind}.js`);
  const status = figure.querySelector("[data-status]");
  let later;

  function show(aloud) {
    const state = lock(figure, data, read(figure, data.controls));
    const words = positions(data, state);
    for (const output of figure.querySelectorAll("[data-output]")) {
      const text = words[output.dataset.output];
      output.textContent = text;
      figure.querySelector(`[name="${output.dataset.output}"]`).setAttribute("aria-valuetext", text);
    }
    const scene = kind.scene(data, state, words);
    paint(figure, scene);
    clearTimeout(later);
    if (aloud) later = setTimeout(() => (status.textContent = scene.said.join(" ")), PAUSE);
  }

  figure.addEventListener("input", () => show(true));
  figure.querySelector(".gt-move__reset").addEventListener("click", () => {
    for (const [name, value] of Object.entries(data.start)) put(figure, name, value);
    show(true);
  });
  kind.begin?.(figure, data, () => show(true));
  show(false); // a browser may have kept where the controls were
  status.className = "gt-sr"; // it may have failed before
  status.textContent = "";
  figure.querySelector(".gt-move__controls").inert = false;
  figure.dataset.ready = "";
}
