// Filters for the table of all claims. Without this script the form stays hidden and the table whole.
// The state lives in the address, so that a filtered list can be linked.
(() => {
  const form = document.querySelector(".gt-filters");
  const rows = [...document.querySelectorAll(".gt-claims tbody tr")];
  const none = document.querySelector(".gt-none");
  const output = form.querySelector("output");
  const fields = ["verdict", "article", "kind", "words"];
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");

  function show() {
    const wanted = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
    const words = plain(wanted.words).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = words.length ? plain(row.cells[0].textContent) : "";
      row.hidden =
        ["verdict", "article", "kind"].some((name) => wanted[name] && row.dataset[name] !== wanted[name]) ||
        !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    output.value = `${shown} of ${rows.length} claims`;
    none.hidden = shown > 0;
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  }

  const given = new URLSearchParams(location.search);
  for (const name of fields) {
    const value = given.get(name) ?? "";
    const field = form.elements[name];
    // An address made by hand may name what does not exist: then that filter stays open.
    if (!field.options || [...field.options].some((option) => option.value === value)) field.value = value;
  }
  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault(); // the browser would empty the fields only after this event
    for (const name of fields) form.elements[name].value = "";
    show();
  });
  form.hidden = false;
  show();
})();
