// What the theme writes into every page as scripts (9.8.1), as one file: under the site's policy no inline script runs.
// It stands in the page's header and runs before anything is painted.
/* exported __md_hash, __md_set -- the theme's other scripts call them */
var __md_scope = new URL("..", document.currentScript.src);
var __md_hash = (text) => [...text].reduce((hash, char) => (hash << 5) - hash + char.charCodeAt(0), 0);
var __md_get = (key, storage, scope = __md_scope) => {
  try {
    return JSON.parse((storage ?? localStorage).getItem(`${scope.pathname}.${key}`));
  } catch {
    return null; // the reader's storage is closed
  }
};
var __md_set = (key, value, storage, scope = __md_scope) => {
  try {
    (storage ?? localStorage).setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
  } catch {
    // The reader's storage is full or closed: then the choice holds for this page alone.
  }
};

{
  // The palette that the reader chose; mkdocs.yml has none that follows the system, which would need more words here.
  for (const [key, value] of Object.entries(__md_get("__palette")?.color ?? {})) {
    document.body.setAttribute(`data-md-color-${key}`, value);
  }
  // The words above an old version, if this visit has learned already that it is one.
  const banner = document.querySelector("[data-md-component=outdated]");
  if (banner && __md_get("__outdated", sessionStorage)) banner.hidden = false;
}

{
  // Whether verdicts wait for a guess (guess.js): known before anything is painted, so that none is seen too soon.
  let on = false;
  try {
    on = JSON.parse(localStorage.getItem("ground-truth.guesses"))?.on === true;
  } catch {
    // Closed, or what it holds can't be read: then it is off, as at first.
  }
  document.body.dataset.gtGuess = on ? "on" : "off";
  addEventListener("load", () => {
    if (!("gtReady" in document.body.dataset)) delete document.body.dataset.gtGuess; // what makes them wait didn't arrive
  });
}
