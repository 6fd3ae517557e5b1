// Filters for a long list. Without this script the form stays hidden and the list whole.
// The form says what it filters: `data-rows` and the groups around them, in which `data-words` (or the whole row) are
// searched. The state lives in the address, so that a filtered list can be linked.
(() => {
  const form = document.querySelector(".gt-filters");
  const { rows: selector, groups, words: searched, noun } = form.dataset;
  const rows = [...document.querySelectorAll(selector)];
  const around = groups ? [...document.querySelectorAll(groups)] : [];
  const none = document.querySelector(".gt-none");
  const output = form.querySelector("output");
  const fields = [...form.elements].map((field) => field.name).filter(Boolean);
  const choices = fields.filter((name) => name !== "words");
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");

  function show() {
    const wanted = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
    const words = plain(wanted.words).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = words.length ? plain((searched ? row.querySelector(searched) : row).textContent) : "";
      row.hidden =
        choices.some((name) => wanted[name] && row.dataset[name] !== wanted[name]) ||
        !words.every((word) => text.includes(word));
      shown += !row.hidden;
    }
    for (const group of around) group.hidden = !group.querySelector(`${selector}:not([hidden])`);
    output.value = `${shown} of ${rows.length} ${noun}`;
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
