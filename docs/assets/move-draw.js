// A reader's own curve, drawn into the picture or with the sliders, and ours once they ask for it.
import { filled, worded } from "./move-figure.js";
import { high } from "./move-curves.js";

const points = (share) => worded(Math.round(100 * share));

export function scene(data, state) {
  const yours = [...data.sizes.slice(0, -1).map((size) => state[`s${size}`]), 1];
  const y = yours.map((value) => `${high(value, data.gauge)}`);
  const marks = { truth: { class: `first truth ${state.show.length ? "on" : "off"}` } };
  y.forEach((place, nth) => {
    marks[`dot ${nth}`] = { cy: place };
    if (nth) marks[`step ${nth}`] = { y1: y[nth - 1], y2: place };
  });
  if (!state.show.length) return { marks, said: [data.words] };
  const gaps = yours.map((value, nth) => value - data.ours[nth]).slice(0, -1);
  const sizes = gaps.map(Math.abs);
  const worst = sizes.indexOf(Math.max(...sizes));
  const names = {
    off: points(sizes.reduce((sum, gap) => sum + gap) / sizes.length),
    worst: data.controls[`s${data.sizes[worst]}`].label,
    yours: worded(yours[worst], "share"),
    ours: worded(data.ours[worst], "share"),
  };
  const below = gaps.reduce((sum, gap) => sum + gap) < 0;
  return { marks, said: [filled(data.apart, names), below ? data.below : data.above] };
}

// Drawing: the pointer is at the number of rows that is nearest, and as high as the slider shall be.
export function begin(figure, data, changed) {
  const paper = figure.querySelector(".paper");
  const last = data.sizes.length - 1;
  function draw({ clientX, clientY }) {
    const { left, top, width, height } = paper.getBoundingClientRect();
    const nth = Math.round((last * (clientX - left)) / width);
    if (nth < 0 || nth >= last) return;
    figure.querySelector(`[name="s${data.sizes[nth]}"]`).value = 1 - (clientY - top) / height;
    changed();
  }
  paper.addEventListener("pointerdown", (event) => {
    paper.setPointerCapture(event.pointerId);
    draw(event);
  });
  paper.addEventListener("pointermove", (event) => paper.hasPointerCapture(event.pointerId) && draw(event));
}
