// Waits until a figure that readers can move comes into view. Only then its code and its data come.
const figures = [...document.querySelectorAll(".gt-move:not([data-waits])")];
const seen = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      import("./move-figure.js")
        .then(({ start }) => start(target))
        .catch(() => {
          const status = target.querySelector("[data-status]");
          status.className = "";
          status.textContent = "The controls could not be loaded. Check your connection.";
        });
    }
  },
  { rootMargin: "200px" },
);
for (const figure of figures) {
  figure.dataset.waits = "";
  seen.observe(figure);
}
