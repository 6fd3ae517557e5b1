// How all of a reader's guesses compare with the evidence. Everything here is pure.
/* global Guesses */
/* exported GuessScore */
var GuessScore = (() => {
  const SURE = { high: "sure", moderate: "sure", low: "less sure" };
  const FEW = 5; // below that many guesses a share says nothing
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : noun.endsWith("s") ? "es" : "s"}`;

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
      const outcome = Guesses.compare(said, claim.verdict);
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
    const { n, close } = found.all;
    if (!n) return { all: "You haven’t guessed yet.", sure: ["Nothing to compare yet."] };
    const near = close ? ` ${close === 1 ? "One more was" : `${close} more were`} close.` : "";
    const luck = n < FEW ? "That’s too few to mean much." : `Answers picked at random would be right about ${plural(Math.round(n / 5), "time")}, and answering “not settled” every time would be right ${plural(found.sure.open.n, "time")}.`;
    const { sure } = found;
    const said = [
      `Where our certainty is high or moderate: ${rate(sure.sure)}.`,
      `Where it is low: ${rate(sure["less sure"])}.`,
      `Where the claim is not settled: ${rate(sure.open)}.`,
    ];
    const share = (group) => group.right / group.n;
    if (sure.sure.n < FEW || sure.open.n < FEW) said.push(`A line with fewer than ${FEW} guesses says little.`);
    else if (share(sure.sure) > share(sure.open)) said.push("So far you do better where the evidence is good than where there is none.");
    else said.push("So far you do no better where the evidence is good than where there is none.");
    if (n >= FEW) said.push(`You said “holds” ${plural(found.holds.said, "time")}; it’s the verdict on ${found.holds.is} of the claims you guessed.`);
    return { all: `You’ve guessed ${n} of ${claims} claims: ${rate(found.all)}.${near} ${luck}`, sure: said };
  }

  return { merge, score, rate, inWords, plural };
})();
