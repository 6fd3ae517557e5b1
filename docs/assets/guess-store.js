// A reader's guesses: what is kept on the device, and how one compares with the evidence. All that needs no device is pure.
/* exported Guesses */
var Guesses = (() => {
  const KEY = "ground-truth.guesses";
  const UNREAD = `${KEY}.unread`;
  const VERSION = 1;
  const LARGE = "This file is far too large to be a list of guesses.";
  const MOST = 1_000_000; // characters of a file; a guess on every claim takes a hundredth of it
  // In the order of the buttons. Outdated is no guess: a claim that time has overtaken doesn't hold any more.
  const ANSWERS = ["holds", "holds in part", "depends", "does not hold", "not settled"];
  const CLOSE = [["holds", "holds in part"], ["holds in part", "depends"]];

  const empty = () => ({ version: VERSION, on: false, guesses: {} });

  /** Whether a text is a day that there is. */
  function isDay(text) {
    const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00Z`) : NaN;
    return !Number.isNaN(+day) && day.toISOString().startsWith(text);
  }

  /** What a file holds, as `parse` says it; one that is far too large isn't read. */
  const taken = async (file) => (file.size > 4 * MOST ? { fault: LARGE } : parse(await file.text()));

  /** What a text holds: `{state}`, or `{fault}` in words. */
  function parse(text) {
    const fault = (words) => ({ fault: words });
    if (text.length > MOST) return fault(LARGE);
    let found;
    try {
      found = JSON.parse(text);
    } catch {
      return fault("This isn’t a file of guesses: it isn’t JSON. Choose one that “Save as a file” made.");
    }
    const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject(found) || !("version" in found) || !isObject(found.guesses)) {
      return fault("This isn’t a file of guesses. Choose one that “Save as a file” made.");
    }
    if (found.version !== VERSION) {
      return fault(`This file is of version ${JSON.stringify(found.version).slice(0, 20)}, and this page reads version ${VERSION}. Save it again from an up-to-date page.`);
    }
    const state = { ...empty(), on: found.on === true };
    for (const [claim, guess] of Object.entries(found.guesses)) {
      const name = claim.slice(0, 20);
      if (!/^[A-Z]\d{2,3}$/.test(claim)) return fault(`“${name}” isn’t a claim’s number, such as K02. Nothing was taken from the file.`);
      if (!isObject(guess) || !ANSWERS.includes(guess.said)) {
        return fault(`The guess on ${name} isn’t one of the five answers. Nothing was taken from the file.`);
      }
      if (!isDay(guess.on)) {
        return fault(`The guess on ${name} has no day, such as 2026-11-29. Nothing was taken from the file.`);
      }
      state.guesses[claim] = { said: guess.said, on: guess.on };
    }
    return { state };
  }

  /** How a guess compares with a verdict: "right", "close" or "off". */
  function compare(said, verdict) {
    if (said === verdict || (verdict === "outdated" && said === "does not hold")) return "right";
    return CLOSE.some((pair) => pair.includes(said) && pair.includes(verdict)) ? "close" : "off";
  }

  /** The guess and the verdict side by side, as a sentence. */
  function sentence(said, verdict) {
    if (compare(said, verdict) !== "right") return `You said “${said}”; the evidence says “${verdict}”.`;
    const more = said === verdict ? "" : `: “${verdict}”`;
    return `You said “${said}”, and so does the evidence${more}.`;
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

  /** Reads, changes and writes in one go, since another tab may have written; gives the new state.
   *
   * What can't be read, perhaps because a later version of the page wrote it, is kept beside it until “delete”. */
  function update(change) {
    const { state, broken } = read();
    memory = change(state);
    try {
      if (broken) localStorage.setItem(UNREAD, localStorage.getItem(KEY));
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
      localStorage.removeItem(UNREAD);
    } catch {
      kept = false;
    }
  }

  /** The reader's day, as 2026-11-29. */
  const today = (now = new Date()) => new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  /** Keeps a guess, unless there is one on this claim: the first counts. */
  const guess = (claim, said) =>
    update((state) => ({ ...state, guesses: { [claim]: { said, on: today() }, ...state.guesses } }));

  return { KEY, parse, taken, compare, sentence, read, update, forget, guess, today };
})();
