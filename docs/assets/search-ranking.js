// What the search finds: pages first and their sections second, for readers who ask whole questions, in words of their
// own and with typing errors.

// Words that questions are built from, or that every page answers to. What a question asks about are the others.
const FILLERS = new Set(
  `a about actually all also always am an and any anyone are as at be because been being best better but by can cant
  could did do does doesnt doing done dont enough even ever every for from get getting give go goes going good got great
  had has have having help helps how however i if im in into is isnt it its ive just know let like make makes many may
  me might more most much must my need needed needs no not now of off on one only or other our out people please really
  same should shouldnt so some someone something still such take takes than that the their them then there these they
  thing things think this those to too true use used using very want was way we well were what whats when where whether
  which while who whom whose why will with wont work works worth would you your`.split(/\s+/),
);
// What the whole handbook is about, however it is spelled: machine learning, ML engineers, data science.
const SUBJECT = /\b(?:(?:mach\w* le\w*|ml)(?: eng\w*)?|data sc\w*)\b/g;
// What the form of a short question asks for without saying the word.
const FORMS = [
  [/^\W*(?:what(?:'?s| is| are| does)|define)\b/, "meaning"],
  [/\bhow much\b.*\bmake/, "salary"],
];
// Words that one reader types for another's.
const SAME = [
  "salary pay paid wage earn earnings income money compensation",
  "phd doctorate doctoral",
  "degree master bachelor msc university college diploma",
  "maths math mathematics mathematical calculus algebra",
  "code coding coder program programming programmer",
  "gpu graphics hardware laptop computer pc macbook",
  "course certificate certification bootcamp mooc class coursera udemy",
  "boosting xgboost lightgbm catboost gbm",
  "beginner newbie novice junior graduate entry",
  "job career hire employer recruiter vacancy",
  "label annotation annotate annotator",
  "explain explainable interpret interpretable interpretability xai",
  "deploy production mlops serving",
  "tuning hyperparameter",
  "clean wrangling cleansing preprocessing preparation",
  "chatgpt gpt copilot llm assistant",
  "competition contest hackathon",
  "specialise specialist niche",
  "lab notebook experiment",
];

// What a word counts that is not the one typed but is spelled nearly so, begins so, or is typed for it by others.
const [NEAR, BEGUN, ALIKE] = [0.8, 0.6, 0.5];
// What it counts in a page's title, and in its tags and address, where 1 is the most that it can count in the text.
const [IN_TITLE, IN_TAGS] = [0.5, 0.3];
// How often it must stand in the text of a page, and of a section, to count half of that.
const [IN_PAGE, IN_SECTION] = [8, 2];
// How many pages are listed, and how many words are shown of each.
const [PAGES, SHOWN] = [15, 40];

/** The words of a text, in lower case and without accents. */
function words(text) {
  return (
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[\u0300-\u036f'’]/g, "")
      .replace(/\b([a-z]{1,2})\.(?=[a-z]\b)/g, "$1") // Ph.D.
      .match(/c\+\+|[a-z0-9]+/g) ?? []
  );
}

const cut = new Map();
/** What the forms of a word share, British or American: "tuning", "tuned" and "tunes" all give "tun". */
function stem(word) {
  if (!cut.has(word)) {
    const form = word.replace(/iz(?=[aei])/, "is").replace(/([^aeious])ies$/, "$1y").replace(/([^isu])s$/, "$1");
    const root = form.replace(/(.{3})(?:isation|ation|ion|ist|ing|ed|er|or|ment|able|ability|ly|al|e)$/, "$1");
    cut.set(word, root.replace(/([b-df-hj-np-tv-z])\1$/, "$1"));
  }
  return cut.get(word);
}
const stems = (text) => words(text).map(stem);

/** How many letters must be changed, added, left out or swapped to make `b` of `a`; all above `limit` are alike. */
function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [before, last] = [[], [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > limit) return limit + 1;
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** Text of the index without its markup; what is escaped in it stays escaped. */
const plain = (html) => html.replace(/<[^>]*>/g, " ");
const add = (counts, key, more) => counts.set(key, (counts.get(key) ?? 0) + more);
/** The keys of counts, the greatest first. */
const sorted = (counts) => [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));

class Search {
  constructor(docs) {
    const pages = new Map();
    const titles = new Map();
    for (const doc of docs) {
      const [path, anchor] = doc.location.split("#");
      // The index holds each page before its sections.
      if (!anchor) {
        const about = new Map(stems([path, ...(doc.tags ?? [])].join(" ")).map((key) => [key, IN_TAGS]));
        for (const key of stems(doc.title)) about.set(key, IN_TITLE);
        pages.set(path, { doc, about, text: new Map(), length: 0, sections: [] });
      }
      const page = pages.get(path);
      const text = new Map();
      for (const key of stems(doc.title)) add(text, key, 2);
      for (const key of stems(plain(doc.text))) add(text, key, 1);
      for (const [key, mentions] of text) {
        add(page.text, key, mentions);
        page.length += mentions;
      }
      page.sections.push({ doc, text });
      for (const word of words(doc.title)) if (word.length > 3) add(titles, word, 1);
    }
    this.pages = [...pages.values()];
    this.titles = sorted(titles);
    this.same = SAME.map(stems);
    // On how many pages a stem stands: one that stands on few tells them apart.
    this.spread = { about: new Map(), text: new Map() };
    const mean = this.pages.reduce((sum, page) => sum + page.length, 0) / this.pages.length;
    for (const page of this.pages) {
      // A long text mentions everything more often without saying more about it.
      const size = (1 + page.length / mean) / 2;
      for (const [key, mentions] of page.text) page.text.set(key, mentions / size);
      for (const field of ["about", "text"]) for (const key of page[field].keys()) add(this.spread[field], key, 1);
    }
    this.keys = new Set([...this.spread.about.keys(), ...this.spread.text.keys()]);
  }

  rarity(key, field) {
    return Math.log(1 + this.pages.length / (this.spread[field].get(key) ?? Infinity));
  }

  /** The stems that are the fewest typing errors away; the first letter counts as typed right. */
  near(key) {
    let [limit, found] = [key.length < 4 ? 0 : key.length < 8 ? 1 : 2, []];
    for (const other of this.keys) {
      if (other[0] !== key[0]) continue;
      const errors = distance(key, other, limit);
      if (errors < limit) [limit, found] = [errors, []];
      if (errors === limit && limit) found.push(other);
    }
    return found;
  }

  /** The stems that a typed word may stand for, and what each counts. */
  meanings(word, unfinished) {
    const key = stem(word);
    const meant = new Map();
    const mean = (keys, counts) => keys.forEach((other) => meant.has(other) || meant.set(other, counts));
    if (this.keys.has(key)) mean([key], 1);
    else mean(this.near(key), NEAR);
    if (unfinished || !meant.size) mean([...this.keys].filter((other) => other.startsWith(word)), BEGUN);
    for (const group of this.same) if (group.includes(key) || group.some((other) => meant.has(other))) mean(group, ALIKE);
    return meant;
  }

  /** The words that tell what a query asks about, with their meanings. */
  asked(query) {
    const text = query.toLowerCase();
    const left = words(text.replace(SUBJECT, " "));
    const telling = left.filter((word) => !FILLERS.has(word));
    if (telling.length < 3) telling.push(...FORMS.filter(([form]) => form.test(text)).map(([, word]) => word));
    const asked = [telling, left, words(text)].find((list) => list.length) ?? [];
    return asked.map((word) => [word, this.meanings(word, text.endsWith(word))]);
  }

  /** What a field of a page or section is worth to the query: of each asked word the best meaning, added up. */
  worth(asked, counts, field, half) {
    let sum = 0;
    for (const [, meanings] of asked) {
      let best = 0;
      for (const [key, certainty] of meanings) {
        const count = counts.get(key);
        if (!count) continue;
        // The tenth mention in a text says less than the first.
        best = Math.max(best, certainty * this.rarity(key, field) * (half ? count / (count + half) : count));
      }
      sum += best;
    }
    return sum;
  }

  /** The answer to a query, as the theme lists it: pages, each with its sections, best first. */
  find(query) {
    const asked = this.asked(query);
    const last = query.toLowerCase().split(/[\s-]/).pop();
    const ranked = this.pages
      .map((page) => [page, this.worth(asked, page.about, "about") + this.worth(asked, page.text, "text", IN_PAGE)])
      .sort(([, a], [, b]) => b - a);
    return {
      items: ranked
        .slice(0, PAGES)
        .filter(([, score]) => score > ranked[0][1] / 4)
        .map(([page, score]) => this.item(page, score, asked)),
      suggest: last ? this.titles.filter((word) => word.startsWith(last)).slice(0, 1) : [],
    };
  }

  item(page, score, asked) {
    const keys = new Map(asked.flatMap(([, meanings]) => [...meanings]));
    const has = ([, meanings]) => [...meanings.keys()].some((key) => page.about.has(key) || page.text.has(key));
    const missing = asked.filter((word) => !has(word)).map(([word]) => [word, false]);
    const parts = page.sections
      .map(({ doc, text }) => ({ doc, score: this.worth(asked, text, "text", IN_SECTION) }))
      .sort((a, b) => b.score - a.score);
    const best = parts[0].score || 1;
    return parts
      .filter((part) => part.doc === page.doc || part.score > best / 2)
      .map((part) => {
        const { location, title, text } = part.doc;
        const found = words(plain(`${title} ${text}`)).filter((word) => keys.has(stem(word)));
        const tags = part.doc.tags?.filter((tag) => stems(tag).some((key) => keys.get(key) > ALIKE));
        return {
          location,
          title: marked(title.split(" "), keys),
          text: this.excerpt(text, keys),
          tags: part.doc === page.doc && tags?.length ? tags : undefined,
          score: (score * part.score) / best,
          // The page that is opened marks the words found; the list names those missing.
          terms: Object.fromEntries([...missing, ...found.map((word) => [word, true])]),
        };
      });
  }

  /** The part of a text that tells most about the wanted stems. */
  excerpt(html, keys) {
    const pieces = plain(html).split(/\s+/).filter(Boolean);
    const hits = pieces.map((piece) => stems(piece).find((key) => keys.has(key)));
    let [start, most] = [0, 0];
    hits.forEach((hit, i) => {
      if (!hit) return;
      const told = new Set(hits.slice(i, i + SHOWN).filter(Boolean));
      const worth = [...told].reduce((sum, key) => sum + keys.get(key) * this.rarity(key, "text"), 0);
      if (worth > most) [start, most] = [i, worth];
    });
    // From the beginning of its sentence, if that is near.
    const begin = pieces.slice(0, start).findLastIndex((piece) => /[.?!]$/.test(piece)) + 1;
    if (start - begin < SHOWN / 2) start = begin;
    const end = start + SHOWN;
    return `${start ? "… " : ""}${marked(pieces.slice(start, end), keys)}${end < pieces.length ? " …" : ""}`;
  }
}

/** The pieces of a text as one, with the wanted words marked. */
function marked(pieces, keys) {
  const wanted = (piece) => stems(piece).some((key) => keys.has(key));
  const mark = (piece) => piece.replace(/^([^\w&]*)(.*?)([^\w;]*)$/, "$1<mark>$2</mark>$3");
  return pieces.map((piece) => (wanted(piece) ? mark(piece) : piece)).join(" ");
}
