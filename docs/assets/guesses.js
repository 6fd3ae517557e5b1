// The page of a reader's guesses: one claim after the other, score, picture, file. Verdicts are read from the page's own
// list of claims, below the tools.
/* global Guesses, GuessScore */
(() => {
  const page = document.querySelector(".gt-guesses");
  const FILE = "ground-truth-guesses";
  // Where the handbook is read by others: not the host alone, since it may lie below one.
  const home = new URL("..", document.querySelector("link[rel=canonical]")?.href ?? location.href);
  const find = (selector) => page.querySelector(selector);
  const rows = [...document.querySelectorAll(".gt-theme li")];
  const claims = new Map(
    rows.map((row) => {
      const theme = row.closest(".gt-theme").dataset.theme;
      return [row.dataset.claim, { ...row.dataset, theme, text: row.firstElementChild.textContent, href: row.firstElementChild.href, row }];
    }),
  );

  function make(tag, told = {}, ...children) {
    const made = Object.assign(document.createElement(tag), told);
    made.append(...children);
    return made;
  }

  // --- the next claim ---

  let asked;

  function next() {
    const { guesses } = Guesses.read().state;
    const open = [...claims.keys()].filter((id) => !(id in guesses));
    const others = open.filter((id) => id !== asked);
    asked = others.length ? others[Math.floor(Math.random() * others.length)] : open[0];
    const claim = claims.get(asked);
    const panel = find(".gt-next__panel");
    find(".gt-next").dataset.state = claim ? "asked" : "done";
    find(".gt-next__answer").textContent = "";
    find(".gt-next__said").replaceChildren(claim ? claim.text : "You’ve guessed every claim there is.");
    find(".gt-next__where").textContent = claim ? `${claim.article}. ${claim.theme}` : "";
    panel.hidden = !claim;
    if (!claim) return;
    panel.querySelector(".gt-guess__skip").textContent = "Another claim";
    find(".gt-next__more a").href = claim.href;
  }

  function answer(said) {
    if (!said) {
      next();
      panelFocus();
      return;
    }
    const kept = Guesses.guess(asked, said).guesses[asked]; // the first counts, and another tab may have it
    find(".gt-next").dataset.state = "told";
    find(".gt-next__answer").textContent = Guesses.sentence(kept.said, claims.get(asked).verdict);
    find(".gt-next__more button").focus({ preventScroll: true });
    show();
  }

  /** Another tab, or a file, may have answered what is asked here, or deleted what is told. */
  function follow() {
    const { state } = find(".gt-next").dataset;
    if (state === "done" || asked in Guesses.read().state.guesses !== (state === "told")) next();
    show();
  }

  const panelFocus = () => find(".gt-next__panel button")?.focus({ preventScroll: true });

  // --- the score ---

  function table(caption, groups) {
    const head = make("tr", {}, ...[caption, "Right", "Close", "Off"].map((name) => make("th", { scope: "col", textContent: name })));
    const lines = Object.entries(groups).map(([name, group]) =>
      make("tr", {}, make("th", { scope: "row", textContent: name }), ...[`${group.right} of ${group.n}`, group.close, group.off].map((cell) => make("td", { textContent: cell }))),
    );
    return make("table", { className: "gt-counted" }, make("thead", {}, head), make("tbody", {}, ...lines));
  }

  function history(guesses) {
    const newest = Object.entries(guesses).filter(([id]) => claims.has(id)).sort(([, a], [, b]) => b.on.localeCompare(a.on));
    return newest.map(([id, { said, on }]) => {
      const claim = claims.get(id);
      const time = make("time", { dateTime: on, textContent: on });
      return make("li", {}, time, " ", make("a", { href: claim.href, textContent: claim.text }), " ", Guesses.sentence(said, claim.verdict));
    });
  }

  function show() {
    const { state, kept, broken } = Guesses.read();
    const found = GuessScore.score(state, claims);
    const words = GuessScore.inWords(found, claims.size);
    const some = found.all.n > 0;
    find(".gt-guesses__note").textContent = !kept
      ? "This browser doesn’t let pages keep anything, so your guesses last until you leave this one. Save them as a file."
      : broken
        ? "What this browser had kept can’t be read, so we start again."
        : "";
    find(".gt-score").textContent = words.all;
    find(".gt-score__tables").replaceChildren(...(some ? [table("Theme", found.theme), table("Article", found.article)] : []));
    find(".gt-score__sure").replaceChildren(...words.sure.map((line) => make("p", { textContent: line })));
    for (const more of page.querySelectorAll(".gt-score__more")) more.hidden = !some;
    find(".gt-score__history div").replaceChildren(make("ul", {}, ...history(state.guesses)));
    for (const claim of claims.values()) {
      const guess = state.guesses[claim.claim];
      claim.row.toggleAttribute("data-known", Boolean(guess));
    }
    find("[data-do=export]").disabled = !some;
    draw(found);
  }

  // --- the picture ---

  function draw(found) {
    const canvas = find(".gt-picture");
    const pen = canvas.getContext("2d");
    const look = getComputedStyle(document.body);
    const colour = (name) => look.getPropertyValue(`--gt-${name}`).trim();
    const write = (text, x, y, font, fill, most = 1080) => {
      pen.font = font;
      pen.fillStyle = colour(fill);
      pen.fillText(text, x, y, most);
    };
    const [sans, serif] = [colour("font"), colour("serif")];
    pen.fillStyle = colour("paper");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = colour("accent");
    pen.fillRect(0, 0, 14, canvas.height);
    write("My guesses about machine learning, against the evidence", 64, 92, `700 38px ${serif}`, "ink");
    write(`${found.all.right} of ${found.all.n} right`, 64, 190, `700 76px ${serif}`, "accent");
    const lines = Object.entries(found.theme).slice(0, 6);
    for (const [at, [name, group]] of lines.entries()) {
      const y = 268 + at * 46;
      write(name, 64, y, `400 26px ${sans}`, "ink", 250);
      pen.fillStyle = colour("band");
      pen.fillRect(330, y - 24, 620, 30);
      pen.fillStyle = colour("holds");
      pen.fillRect(330, y - 24, (620 * group.right) / group.n, 30);
      write(`${group.right} of ${group.n}`, 975, y, `600 26px ${sans}`, "ink", 160);
    }
    write(`Ground Truth, ${Guesses.today()}. ${home.host}${home.pathname.replace(/\/$/, "")}`, 64, 590, `400 24px ${sans}`, "muted");
    const themes = lines.map(([name, group]) => `${name} ${group.right} of ${group.n}`).join(", ");
    const told = `My guesses about machine learning, against the evidence: ${found.all.right} of ${found.all.n} right.${themes ? ` By theme: ${themes}.` : ""}`;
    canvas.setAttribute("aria-label", told);
    find(".gt-picture__words").textContent = `In words, for those who can’t see it: ${told}`;
  }

  function save(blob, ending) {
    const link = make("a", { href: URL.createObjectURL(blob), download: `${FILE}.${ending}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // --- keep, move, delete ---

  const done = (words) => (find(".gt-guesses__done").textContent = words);
  const { plural } = GuessScore;

  const does = {
    picture: () => find(".gt-picture").toBlob((blob) => save(blob, "png")),
    export() {
      save(new Blob([JSON.stringify(Guesses.read().state, null, 1)], { type: "application/json" }), "json");
      done(`Saved as ${FILE}, with your downloads.`);
    },
    delete() {
      const sure = find(".gt-guesses__sure");
      const count = Object.keys(Guesses.read().state.guesses).length;
      sure.querySelector("p").textContent = `Delete ${plural(count, "guess")} and switch “Guess first” off? You can’t undo this.`;
      sure.hidden = false;
      sure.focus();
    },
    keep() {
      find(".gt-guesses__sure").hidden = true;
      find("[data-do=delete]").focus();
    },
    "delete-now"() {
      Guesses.forget();
      document.body.dataset.gtGuess = "off";
      for (const button of document.querySelectorAll(".gt-switch button")) button.setAttribute("aria-checked", "false");
      find(".gt-guesses__sure").hidden = true;
      find("[data-do=delete]").focus();
      next();
      show();
      done("Everything is deleted from this browser.");
    },
  };

  async function take(input) {
    const [file] = input.files;
    if (!file) return;
    input.value = "";
    const asked = (take.asked = (take.asked ?? 0) + 1);
    const { state, fault } = await Guesses.taken(file);
    if (asked !== take.asked) return; // another file was chosen while this one was read
    if (fault) {
      done(fault);
      return;
    }
    let told;
    Guesses.update((mine) => (told = GuessScore.merge(mine, state, claims)).state);
    const before = told.kept ? ` You already had ${plural(told.kept, "guess")} of these; the earlier one counts.` : "";
    const unknown = told.unknown ? ` ${plural(told.unknown, "guess")} left out: the handbook has no such claim to judge.` : "";
    done(`Added ${plural(told.added, "guess")}.${before}${unknown}`);
    follow();
  }

  page.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.closest(".gt-guess")) answer(button.dataset.guess);
    else if (button.closest(".gt-next__more")) {
      next();
      panelFocus();
    } else does[button.dataset.do]?.();
  });
  find("input[type=file]").addEventListener("change", ({ target }) => take(target));
  // The picture wears the colours of the page.
  new MutationObserver(show).observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  addEventListener("storage", follow);
  find(".gt-guesses__sure").addEventListener("keydown", ({ key }) => key === "Escape" && does.keep());
  const theme = document.getElementById(location.hash.slice(1));
  if (theme?.matches(".gt-theme")) theme.open = true;
  next();
  show();
})();
