// A reader's guesses: what is kept on the device, and how it compares with the evidence. All but `read`, `update` and
// `forget` are pure, and tests/test_guesses.py runs them without a browser.
/* exported Guesses */
var Guesses = (() => {
  const KEY = "ground-truth.guesses";
  const VERSION = 1;
  const MOST = 1_000_000; // characters of a file; a guess on every claim takes a hundredth of it
  // In the order of the buttons. Outdated is no guess: a claim that time has overtaken doesn't hold any more.
  const WORDS = {
    holds: "holds",
    "holds in part": "holds in part",
    depends: "depends",
    "does not hold": "doesn’t hold",
    "not settled": "can’t be told",
    outdated: "outdated",
  };
  const CLOSE = [["holds", "holds in part"], ["holds in part", "depends"]];
  const SURE = { high: "sure", moderate: "sure", low: "less sure" };
  const FEW = 5; // below that many guesses a share says nothing

  const empty = () => ({ version: VERSION, on: false, guesses: {} });
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : noun.endsWith("s") ? "es" : "s"}`;

  /** What a text holds: `{state}`, or `{fault}` in words. */
  function parse(text) {
    const fault = (words) => ({ fault: words });
    if (text.length > MOST) return fault("This file is far too large to be a list of guesses.");
    let found;
    try {
      found = JSON.parse(text);
    } catch {
      return fault("This is no file of guesses: it isn’t JSON. Choose one that “Save as a file” made.");
    }
    const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject(found) || !("version" in found) || !isObject(found.guesses)) {
      return fault("This is no file of guesses. Choose one that “Save as a file” made.");
    }
    if (found.version !== VERSION) {
      return fault(`This file is of version ${String(found.version).slice(0, 20)}, and this page reads version ${VERSION}. Save it anew from an up-to-date page.`);
    }
    const state = { ...empty(), on: found.on === true };
    for (const [claim, guess] of Object.entries(found.guesses)) {
      const name = claim.slice(0, 20);
      if (!/^[A-Z]\d{2,3}$/.test(claim)) return fault(`“${name}” is no claim’s number, such as K02. Nothing was taken from the file.`);
      if (!isObject(guess) || !(guess.said in WORDS) || guess.said === "outdated") {
        return fault(`The guess on ${name} is none of the five answers. Nothing was taken from the file.`);
      }
      if (!/^\d{4}-\d\d-\d\d$/.test(guess.on) || Number.isNaN(Date.parse(guess.on))) {
        return fault(`The guess on ${name} has no day, such as 2026-11-29. Nothing was taken from the file.`);
      }
      state.guesses[claim] = { said: guess.said, on: guess.on };
    }
    return { state };
  }

  /** Both together; of two guesses on one claim the earlier counts. `added` and `kept` say how many. */
  function merge(state, other, known) {
    const guesses = { ...state.guesses };
    const told = { added: 0, kept: 0, unknown: 0 };
    for (const [claim, guess] of Object.entries(other.guesses)) {
      if (!known.has(claim)) told.unknown += 1;
      else if (guesses[claim] && guesses[claim].on <= guess.on) told.kept += 1;
      else {
        told[guesses[claim] ? "kept" : "added"] += 1;
        guesses[claim] = guess;
      }
    }
    return { ...told, state: { ...state, guesses } };
  }

  /** How a guess compares with a verdict: "right", "close" or "off". */
  function compare(said, verdict) {
    if (said === verdict || (verdict === "outdated" && said === "does not hold")) return "right";
    return CLOSE.some((pair) => pair.includes(said) && pair.includes(verdict)) ? "close" : "off";
  }

  /** The guess and the verdict side by side, as a sentence. */
  function sentence(said, verdict) {
    if (compare(said, verdict) !== "right") return `You said “${WORDS[said]}”; the evidence says “${WORDS[verdict]}”.`;
    const more = said === verdict ? "" : `: “${WORDS[verdict]}”`;
    return `You said “${WORDS[said]}”, and so does the evidence${more}.`;
  }

  const add = (group, outcome) => {
    group.n += 1;
    group[outcome] += 1;
  };
  const tally = () => ({ n: 0, right: 0, close: 0, off: 0 });

  /** Guesses against verdicts: in all, by theme, by article, and by how sure the evidence is.
   *
   * `claims` is a map from ids to `{verdict, certainty, theme, article}`; a guess on any other claim doesn't count. */
  function score(state, claims) {
    const found = { all: tally(), theme: {}, article: {}, sure: { sure: tally(), "less sure": tally(), open: tally() }, holds: { said: 0, is: 0 } };
    for (const [id, { said }] of Object.entries(state.guesses)) {
      const claim = claims.get(id);
      if (!claim) continue;
      const outcome = compare(said, claim.verdict);
      const sure = claim.verdict === "not settled" ? "open" : SURE[claim.certainty];
      for (const group of [found.all, (found.theme[claim.theme] ??= tally()), (found.article[claim.article] ??= tally()), found.sure[sure]]) {
        if (group) add(group, outcome);
      }
      found.holds.said += said === "holds";
      found.holds.is += claim.verdict === "holds";
    }
    return found;
  }

  /** `7 of 12 right (58%)`; where there are few, without the share. */
  function rate({ n, right }) {
    if (n === 0) return "no guess yet";
    return `${right} of ${n} right${n < FEW ? "" : ` (${Math.round((100 * right) / n)}%)`}`;
  }

  /** A reader's score in sentences: first all of it, then what it says about the reader. */
  function inWords(found, claims) {
    const { n, right, close } = found.all;
    if (!n) return { all: "You haven’t guessed yet.", sure: ["Nothing to compare yet."] };
    const near = close ? ` ${close === 1 ? "One more was" : `${close} more were`} close.` : "";
    const luck = n < FEW ? "That’s too few to mean much." : `Five answers picked at random would be right about ${plural(Math.round(n / 5), "time")}.`;
    const { sure } = found;
    const said = [
      `Where our certainty is high or moderate: ${rate(sure.sure)}.`,
      `Where it is low: ${rate(sure["less sure"])}.`,
      `Where it can’t be told: ${rate(sure.open)}.`,
    ];
    const share = (group) => group.right / group.n;
    if (sure.sure.n < FEW || sure.open.n < FEW) said.push(`With fewer than ${FEW} guesses in a line, its number says little.`);
    else if (share(sure.sure) > share(sure.open)) said.push("So far you do better where the evidence is good than where there is none.");
    else said.push("So far you do no better where the evidence is good than where there is none.");
    if (n >= FEW) said.push(`You said “holds” ${plural(found.holds.said, "time")}; of these claims the evidence says it of ${found.holds.is}.`);
    return { all: `You’ve guessed ${n} of ${claims} claims: ${rate(found.all)}.${near} ${luck}`, sure: said };
  }

  // --- the device ---

  let memory = empty(); // where the browser keeps nothing, guesses last as long as the page
  let kept = true;

  /** What the device holds: `state`; `kept`, whether it keeps anything; `broken`, whether what it held can't be read. */
  function read() {
    let text = null;
    try {
      text = localStorage.getItem(KEY);
      kept &&= true;
    } catch {
      kept = false;
    }
    if (!kept) return { state: memory, kept, broken: false };
    const { state, fault } = text === null ? { state: empty() } : parse(text);
    return { state: state ?? empty(), kept, broken: Boolean(fault) };
  }

  /** Reads, changes and writes in one go, since another tab may have written; gives the new state. */
  function update(change) {
    memory = change(read().state);
    try {
      localStorage.setItem(KEY, JSON.stringify(memory));
    } catch {
      kept = false; // full or closed
    }
    return memory;
  }

  function forget() {
    memory = empty();
    try {
      localStorage.removeItem(KEY);
    } catch {
      kept = false;
    }
  }

  /** The reader's day, as 2026-11-29. */
  const today = (now = new Date()) => new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  /** Keeps a guess, unless there is one on this claim: the first counts. */
  const guess = (claim, said) =>
    update((state) => ({ ...state, guesses: { [claim]: { said, on: today() }, ...state.guesses } }));

  return { WORDS, KEY, parse, merge, compare, sentence, score, rate, inWords, plural, read, update, forget, guess, today };
})();
