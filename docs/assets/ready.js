// Runs when the page stands and the theme's own script has not begun.
{
  // The theme reads the address of its search worker here; ours replaces it (search.js). Both addresses become whole:
  // on the page of a wrong address the theme would take them from the one that was asked for.
  const here = document.currentScript.src;
  const config = document.getElementById("__config");
  const ours = { base: new URL("..", here).href, search: new URL("search.js", here).href };
  config.textContent = JSON.stringify({ ...JSON.parse(config.textContent), ...ours });
  // The tab that an address names, as the theme's inline script would open it (9.8.1).
  const tab = document.getElementById(location.hash.slice(1));
  if (tab?.name?.startsWith("__tabbed_")) tab.checked = true;
  // The list of results is drawn once more when their words have come (search.js): whoever stood on one stays on it.
  const list = document.querySelector(".md-search-result__list");
  let stood;
  list.addEventListener("focusin", ({ target }) => (stood = target.closest("a")?.pathname));
  new MutationObserver(() => {
    if (!stood || document.activeElement !== document.body) return;
    [...list.querySelectorAll("a")].find((link) => link.pathname === stood)?.focus();
  }).observe(list, { childList: true });
  // The theme searches when a key goes up (9.8.1); what is pasted, dictated or suggested comes without one. Who leaves
  // the search by Escape stands again where they stood.
  const field = document.querySelector(".md-search__input");
  const dialog = field.closest(".md-search");
  let before;
  field.addEventListener("input", () => field.dispatchEvent(new KeyboardEvent("keyup")));
  dialog.addEventListener("focusin", ({ relatedTarget }) => {
    if (relatedTarget && !dialog.contains(relatedTarget)) before = relatedTarget;
  });
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") setTimeout(() => before?.focus());
  });
}
