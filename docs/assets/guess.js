// Lets the verdict of a card wait for a guess: on the home page, and everywhere once the reader has switched it on. What
// waits is hidden by the style sheet, and keeps its place. early.js shows everything if this file doesn't arrive.
/* global Guesses */
(() => {
  const { body } = document;
  const cards = [...document.querySelectorAll(".gt-card[data-verdict]")];
  const pattern = document.getElementById("gt-guess")?.content;
  const waits = (card) => body.dataset.gtGuess === "on" || card.closest(".gt-first");

  /** Shows a card's answer, beside the guess if there is one. */
  function open(card, said) {
    const line = card.querySelector(".gt-card__guess");
    line.textContent = said ? Guesses.sentence(said, card.dataset.verdict) : "You looked without a guess.";
    if (card.dataset.label) card.setAttribute("aria-label", card.dataset.label);
    card.dataset.open = "";
  }

  function cover(card) {
    if (!card.querySelector(".gt-guess")) card.querySelector(".gt-card__answer").before(pattern.querySelector(".gt-guess").cloneNode(true));
    card.dataset.label ??= card.getAttribute("aria-label");
    card.setAttribute("aria-label", `Claim ${card.dataset.claim}`); // without its verdict
    card.querySelector(".gt-card__guess").textContent = "";
    delete card.dataset.open;
  }

  /** Brings all cards and links to claims to what is known now. */
  function show() {
    const { state } = Guesses.read();
    for (const card of cards) {
      const said = state.guesses[card.dataset.claim]?.said;
      if (!waits(card)) delete card.dataset.open;
      else if (said) open(card, said);
      else cover(card);
      if (!waits(card) && card.dataset.label) card.setAttribute("aria-label", card.dataset.label);
    }
    for (const link of document.querySelectorAll(".gt-claimlink")) {
      link.toggleAttribute("data-known", link.hash.slice(1) in state.guesses);
    }
    for (const button of document.querySelectorAll(".gt-switch button")) {
      button.setAttribute("aria-checked", String(body.dataset.gtGuess === "on"));
    }
  }

  function turn() {
    const on = body.dataset.gtGuess !== "on";
    body.dataset.gtGuess = on ? "on" : "off";
    Guesses.update((state) => ({ ...state, on }));
    show();
  }

  function answer(card, said) {
    const { claim } = card.dataset;
    if (said) Guesses.guess(claim, said);
    for (const other of cards.filter((one) => one.dataset.claim === claim && waits(one))) open(other, said);
    for (const link of document.querySelectorAll(`.gt-claimlink[href$="#${claim}"]`)) link.toggleAttribute("data-known", Boolean(said));
    // The button is gone; the card says its new name, and Tab goes on within it.
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
  }

  document.addEventListener("click", ({ target }) => {
    if (target.closest(".gt-switch button")) turn();
    const button = target.closest(".gt-card .gt-guess button");
    if (button) answer(button.closest(".gt-card"), button.dataset.guess);
  });
  addEventListener("storage", ({ key }) => {
    if (key !== Guesses.KEY && key !== null) return;
    body.dataset.gtGuess = Guesses.read().state.on ? "on" : "off";
    show();
  });
  show();
  body.dataset.gtReady = "";
})();
