// Puts the switch “Guess first” above the first card of a page, and fetches what lets verdicts wait (guess.js) once a
// reader wants it: most don't, and a first visit is lighter without.
(() => {
  const { body, currentScript } = document;
  let coming, here;

  /** Resolves when guess.js runs; without it there is nothing to switch, so the switch goes too. */
  function fetched() {
    coming ??= new Promise((resolve) => {
      for (const name of ["guess-store.js", "guess.js"]) {
        const script = document.createElement("script");
        script.async = false; // in this order
        script.addEventListener("load", () => name === "guess.js" && window.Guesses && resolve((here = true)));
        script.addEventListener("error", () => delete body.dataset.gtGuess);
        script.src = new URL(name, currentScript.src).href;
        document.head.append(script);
      }
    });
    return coming;
  }

  const first = document.querySelector(".gt-card[data-verdict]");
  if (first) {
    const control = document.getElementById("gt-guess").content.querySelector(".gt-switch").cloneNode(true);
    const button = control.querySelector("button");
    (first.closest(".gt-pair") ?? first).before(control); // where the style sheet leaves room
    button.addEventListener("click", () => here || coming || fetched().then(() => button.click()));
  }
  addEventListener("storage", ({ key }) => {
    if (here || ![null, "ground-truth.guesses"].includes(key)) return;
    fetched().then(() => dispatchEvent(new StorageEvent("storage", { key }))); // guess.js takes it up
  });
  if (body.dataset.gtGuess === "on") fetched();
  else body.dataset.gtReady = "";
})();
