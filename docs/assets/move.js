// Waits until a figure that readers can move comes into view. Only then its code and its data come; where they don't,
// the controls rest until the figure comes into view again, or the connection comes back.
const figures = [...document.querySelectorAll(".gt-move:not([data-waits])")];
const loading = new Set();

async function begin(figure) {
  if (loading.has(figure)) return;
  loading.add(figure);
  const status = figure.querySelector("[data-status]");
  const controls = figure.querySelector(".gt-move__controls");
  try {
    const { start } = await import("./move-figure.js");
    await start(figure);
    seen.unobserve(figure);
    if (controls.inert) status.textContent = "";
    status.className = "gt-sr";
    controls.inert = false;
  } catch {
    loading.delete(figure);
    status.className = "";
    status.textContent = "The controls could not be loaded. Check your connection.";
    controls.inert = true;
    addEventListener("online", () => begin(figure), { once: true });
  }
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) begin(target);
  },
  { rootMargin: "200px" },
);
for (const figure of figures) {
  figure.dataset.waits = "";
  seen.observe(figure);
}
