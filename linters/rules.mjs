// What each linter looks for. Whatever is switched off or passed over has its reason beside it.
import js from "@eslint/js";
import globals from "globals";

export const markdown = {
  default: true,
  MD013: false, // one paragraph a line, so that a diff shows sentences; editors wrap
  MD024: { siblings_only: true }, // chapters share their headings
  MD025: { front_matter_title: "" }, // the title in the front matter is the browser's, the heading the reader's
  MD033: { allowed_elements: ["div", "section"] }, // the home page's grid; Markdown has none
  MD046: false, // takes the indented body of a "???" block for code
  MD051: false, // `make build` checks links to headings, those of macros too
  MD060: false, // aligned tables turn one changed cell into a changed table
};

export const html = {
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    "no-missing-references": "error", // a name that screen readers would look up in vain
    "no-dup-id": "off", // checks/site.py names the line of the chapter, where it is a chapter's
    "aria-label-misuse": ["error", { allowAnyNamable: true }], // a list may have a name, by ARIA 1.2
  },
};

// What Material and mkdocs-jupyter write into a page: not ours to mend, and the browser's tests run axe over it.
export const passedOver = [
  { rule: "valid-autocomplete", at: /^#__(drawer|search)$/, why: "Material's switches; autocomplete=off stops Firefox from keeping them" },
  { rule: "wcag/h32", at: /^html > body > header /, why: "Material's palette and search act without a button" },
  { rule: "unique-landmark", at: /div:nth-child\(\d+\) > main > div > div:nth-child\([12]\) |header > nav/, why: "Material's navigation, whose parts all say what they are in their headings" },
  { rule: "attribute-allowed-values", at: /^#__nav_/, why: "Material writes tabindex='' on the part that is open" },
  { rule: "no-missing-references", at: / > nav > label$/, why: "Material's label for a list of sections, on pages that have no sections" },
  { rule: "wcag/h32", page: /^site\/(claims|questions)\//, why: "our filters act at each change, and are hidden where no script runs" },
  { rule: "wcag/h63", page: /^site\/labs\//, why: "pandas' tables with two rows of headings; axe checks what readers hear" },
];

// PurgeCSS reads pages and scripts, and calls every other selector unused.
export const usedElsewhere = [
  { selector: /^\s*:/, why: "PurgeCSS takes what begins with a pseudo-class for unused" },
  { selector: /\[data-(gt-guess|state)/, why: "early.js and guesses.js write these attributes through `dataset`" },
  { selector: /^\s*(h[4-6]|\.admonition)$/, why: "Markdown makes them as soon as a chapter has one" },
];

const off = (names) => Object.fromEntries(Object.keys(names).map((name) => [name, "off"]));

export const scripts = [
  js.configs.recommended,
  { files: ["docs/assets/*.js", "scripts/groundtruth/exports/*.js"], languageOptions: { sourceType: "script", globals: globals.browser } },
  { files: ["docs/assets/search*.js"], languageOptions: { globals: { ...off(globals.browser), ...globals.worker } } },
  { files: ["docs/assets/{playground{,-player},move*}.js"], languageOptions: { sourceType: "module" } },
  { files: ["docs/assets/playground-{worker,words}.js"], languageOptions: { globals: { ...off(globals.browser), ...globals.worker } } },
  {
    files: ["docs/assets/*.js", "scripts/groundtruth/exports/*.js"], // markup made of text would let an address write into a page
    rules: {
      "no-restricted-properties": ["error", ...["innerHTML", "outerHTML", "insertAdjacentHTML", "setHTMLUnsafe", "srcdoc"].map((property) => (
        { property, message: "Make elements, and set their textContent." }))],
    },
  },
  { files: ["linters/*.mjs"], languageOptions: { globals: globals.node } },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
];
