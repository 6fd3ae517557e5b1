// A reader's own curve, drawn into the picture or with the sliders, and ours once they ask for it.
import { filled, worded } from "./move-figure.js";
import { high } from "./move-curves.js";

// Less than half a point isn't said as nothing.
const points = (share) => (share < 0.005 ? "less than a point" : worded(Math.round(100 * share), "points"));

export function scene(data, state) {
  const yours = [...data.sizes.slice(0, -1).map((size) => state[`s${size}`]), 1];
  const y = yours.map((value) => `${high(value, data.gauge)}`);
  const drawn = data.sizes.slice(0, -1).some((size) => state[`s${size}`] !== data.start[`s${size}`]);
  const marks = { yours: { class: `second yours${drawn ? " drawn" : ""}` }, truth: { class: `first truth ${state.show.length ? "on" : "off"}` } };
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
  if (names.yours === names.ours) return { marks, said: [data.same] };
  const below = gaps.reduce((sum, gap) => sum + gap) < 0;
  return { marks, said: [filled(data.apart, names), below ? data.below : data.above] };
}

// Drawing: the pointer is at the number of rows that is nearest, and as high as the slider shall be. Columns that a quick
// hand has passed over lie on the line between two places. A finger draws once it moves sideways or lifts; where the
// browser takes the stroke, to scroll the page, the curve is as before.
export function begin(figure, data, changed) {
  const paper = figure.querySelector(".paper");
  const last = data.sizes.length - 1;
  const sliders = data.sizes.slice(0, last).map((size) => figure.querySelector(`[name="s${size}"]`));
  let before; // the sliders as they were
  let from; // the last place of the pointer

  function draw({ clientX, clientY }) {
    const { left, top, width, height } = paper.getBoundingClientRect();
    const to = { x: (last * (clientX - left)) / width, y: 1 - (clientY - top) / height };
    const [low, high] = [Math.min(from?.x ?? to.x, to.x), Math.max(from?.x ?? to.x, to.x)];
    sliders.forEach((slider, nth) => {
      if (nth === Math.round(to.x)) slider.value = to.y;
      else if (nth > low && nth < high) slider.value = from.y + ((to.y - from.y) * (nth - from.x)) / (to.x - from.x);
    });
    from = to;
    changed();
  }
  paper.addEventListener("pointerdown", (event) => {
    paper.setPointerCapture(event.pointerId);
    before = sliders.map((slider) => slider.value);
    from = undefined;
    if (event.pointerType !== "touch") draw(event);
  });
  paper.addEventListener("pointermove", (event) => paper.hasPointerCapture(event.pointerId) && draw(event));
  paper.addEventListener("pointerup", draw);
  paper.addEventListener("pointercancel", () => {
    sliders.forEach((slider, nth) => (slider.value = before[nth]));
    changed();
  });
}
