// Waits until a figure that readers can move comes into view. Only then its code and its data come; where they don't, the
// controls rest until the connection comes back.
const figures = [...document.querySelectorAll(".gt-move:not([data-waits])")];
function begin(figure) {
  import("./move-figure.js")
    .then(({ start }) => start(figure))
    .catch(() => {
      const status = figure.querySelector("[data-status]");
      status.className = "";
      status.textContent = "The controls could not be loaded. Check your connection.";
      figure.querySelector(".gt-move__controls").inert = true;
      addEventListener("online", () => begin(figure), { once: true });
    });
}
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      begin(target);
    }
  },
  { rootMargin: "200px" },
);
for (const figure of figures) {
  figure.dataset.waits = "";
  seen.observe(figure);
}
