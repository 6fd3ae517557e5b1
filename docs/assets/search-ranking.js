// What the search finds: pages first and their sections second, for readers who ask whole questions, in words of their
// own and with typing errors.

// What the whole handbook is about, however it is spelled: machine learning, ML engineers, data science. Of "deep
// learning" the first word tells.
const SUBJECT = /\b(?:(?:mach\w* le\w*|ml)(?: eng\w*)?|data sc\w*|(deep) le\w*)\b/g;
// What the form of a short question asks for without saying the word.
const FORMS = [
  [/^\W*what(?:'?s| is| are)\b|\b(?:define|means?|meaning|explain)\b/, "definition"],
  [/\bhow much\b.*\bmake|\b\d+ ?k\b/, "salary"],
  [/\b(?:tak|replac|steal)\w*\b.*\b(?:over|jobs?|work)\b/, "automation"],
  [/\b(?:le\w*|ml|ai|sc\w*) (?:a |still )*(?:worth|good)\b/, "career"],
  [/^\W*[bdkqr]\d\d\W*$/, "claims"],
  [/^\W*[af]\d+\W*$/, "facts"],
];
// One word, typed as two.
const APART = /\b(auto|drop|hyper|over|under) (?=fit|ml\b|out\b|param)/g;
// Words that one reader types for another's.
const SAME = [
  "salary pay paid wage earn earnings income money compensation remuneration paycheck rich lucrative",
  "phd doctorate doctoral",
  "degree master bachelor msc bsc university college diploma qualification",
  "taught autodidact",
  "maths math mathematics mathematical calculus algebra matrix matrices eigenvalue derivative equation formula theorem",
  "statistics statistical stats",
  "code coding coder program programming programmer script",
  "gpu graphics nvidia cuda rtx vram tpu hardware",
  "laptop computer pc mac macbook chromebook desktop workstation hardware",
  "ide editor vscode pycharm",
  "cheap cost costly price expensive budget",
  "memory ram",
  "row sample record observation",
  "cloud aws azure gcp",
  "course certificate certification bootcamp mooc class coursera udemy edx nanodegree",
  "book textbook",
  "boosting xgboost lightgbm catboost gbm",
  "beginner newbie noob novice junior graduate entry newcomer",
  "job career hire employer employment recruiter vacancy",
  "role position title",
  "applicant candidate",
  "join merge combine",
  "advert advertisement ad",
  "teacher lecturer instructor educator tutor",
  "student pupil undergraduate",
  "unemployed unemployment layoff redundant",
  "exercise homework assignment",
  "outlier anomaly",
  "chart plot diagram visualisation visualise",
  "logistic logit",
  "convolutional cnn",
  "licence license copyright",
  "claim statement assertion",
  "verdict judgement judgment",
  "reproduce reproducible reproducibility replicate",
  "happy satisfied satisfaction",
  "company firm business industry",
  "label annotation annotate annotator mturk crowdsource",
  "explain explanation explainable interpret interpretable interpretability xai shap lime",
  "deploy production mlops ops serving docker kubernetes devops mlflow",
  "drift shift",
  "tuning hyperparameter optuna bayesian optimisation",
  "clean wrangling cleansing preprocessing preparation messy dirty",
  "missing nan null imputation impute",
  "chatgpt gpt copilot llm assistant claude",
  "automl automatic automated automation",
  "competition contest hackathon",
  "cv resume",
  "specialise specialist niche",
  "lab notebook experiment jupyter",
  "csv spreadsheet excel",
  "sql mysql postgres postgresql sqlite",
  "imbalanced unbalanced rare smote oversampling",
  "saturated oversaturated crowded",
  "hype overhyped bubble overrated",
  "impostor imposter",
  "boring dull tedious grind burnout",
  "hard difficult tough",
  "regularisation ridge lasso",
  "svm svc",
  "contradict contradiction conflict disagree",
  "error mistake wrong correction",
  "roadmap curriculum syllabus",
  "choose choice pick select",
  "trend popular popularity",
  "leak leakage contamination",
  "image picture photo vision",
  "dead die dying outdated obsolete decline falling",
  "algorithm leetcode classifier",
  "library package module",
];

// What a word counts that is not the one typed but is spelled nearly so, begins so, or is typed for it by others.
const [NEAR, BEGUN, ALIKE] = [0.8, 0.6, 0.6];
// What it counts in a page's title, in its tags and address, in both, and in what readers ask that the page answers;
// 1 is the most that it can count in the text.
const [IN_TITLE, IN_TAGS, AGAIN, ASKED] = [0.7, 0.5, 0.1, 0.4];
// What a number counts beside words: numbers stand on many pages, and a question is about what it says in words.
const NUMBER = 0.3;
// How often it must stand in the text of a page, and of a section, to count half of that.
const [IN_PAGE, IN_SECTION] = [8, 2];
// How many pages are listed at most, and how many words are shown of each.
const [PAGES, SHOWN] = [10, 40];

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

// Words that begin like others by chance: a position is nothing positive, and a sector no section.
const ALONE = new Set(
  "city edition factor mention mentor message million position profession ready sector shortage story".split(" "),
);
const ENDING = /(.{3})(?:(?:is)?ation|ion|ise|ist|ing|ed|er|or|ment|able|ability|age|ive|ly|al|e|y)$/;
const cut = new Map();
/** What the forms of a word share, British or American: "tuning", "tuned" and "tunes" all give "tun". */
function stem(word) {
  if (!cut.has(word)) {
    const form = word.replace(/iz(?=[aei])/, "is").replace(/([^aeious])ies$/, "$1y").replace(/([^isu])s$/, "$1");
    const root = ALONE.has(form) ? form : form.replace(ENDING, "$1");
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

// What a digit of `counts` stands for, and a character of `words` and `gaps`.
const MENTIONS = [1, 4, 11, 30];
const head = (character) => character.codePointAt(0) - 40;

/** Of each word its pages, by their numbers, with how often it stands there: as pages/search.py packs them. The pages
    that only have it in what readers ask come without a number of times. */
function* unpacked({ words, gaps, counts, asked }) {
  let [before, at] = ["", 0];
  const [standing, asking] = [gaps.split(" "), asked.split(" ")];
  for (const [i, packed] of words.split(" ").entries()) {
    const word = before.slice(0, head(packed)) + packed.slice(1);
    for (const page of numbers(standing[i])) yield [word, page, MENTIONS[counts[at++]]];
    for (const page of numbers(asking[i])) yield [word, page];
    before = word;
  }
}

/** The pages that are these distances apart, from before the first one. */
function* numbers(gaps) {
  let page = -1;
  for (const gap of gaps) yield (page += head(gap));
}

/** A section with how often each stem stands in it. */
function section(doc) {
  const text = new Map();
  for (const key of stems(doc.title)) add(text, key, 2);
  for (const key of stems(plain(doc.text))) add(text, key, 1);
  return { doc, text };
}

/* exported Search -- search.js makes one */
class Search {
  /** Of the first piece of the index, which ranks all pages. */
  constructor(index) {
    const titles = new Map();
    this.pages = index.pages.map((doc) => {
      const tags = doc.tags ?? [];
      const about = new Map();
      for (const key of stems(doc.title)) about.set(key, IN_TITLE);
      for (const key of stems([doc.location, ...tags].join(" "))) add(about, key, about.has(key) ? AGAIN : IN_TAGS);
      for (const word of words([doc.title, ...tags].join(" "))) if (word.length > 3) add(titles, word, 1);
      // Until its own piece is there, a page is shown by how it begins.
      const [text, asked] = [new Map(), new Map()];
      return { doc, about, text, asked, length: 0, sections: [section(doc)], whole: false };
    });
    for (const [word, number, mentions] of unpacked(index)) {
      const page = this.pages[number];
      if (mentions) add(page.text, stem(word), mentions);
      else page.asked.set(stem(word), ASKED);
      page.length += mentions ?? 0;
    }
    this.fillers = new Set(index.fillers.split(" "));
    this.titles = [...titles.keys()].sort((a, b) => titles.get(b) - titles.get(a));
    this.same = SAME.map(stems);
    // On how many pages each stem stands.
    this.spread = { about: new Map(), text: new Map(), asked: new Map() };
    const mean = this.pages.reduce((sum, page) => sum + page.length, 0) / this.pages.length;
    for (const page of this.pages) {
      // A long text mentions everything more often without saying more about it.
      const size = (1 + page.length / mean) / 2;
      for (const [key, mentions] of page.text) page.text.set(key, mentions / size);
      for (const field in this.spread) for (const key of page[field].keys()) add(this.spread[field], key, 1);
    }
    this.keys = new Set(Object.values(this.spread).flatMap((spread) => [...spread.keys()]));
    // By now, `cut` holds every word of the index and of the lists above.
    this.words = new Set(cut.keys());
  }

  /** The pages of an answer whose own pieces are not there yet, by their addresses. */
  missing({ items }) {
    const shown = new Set(items.map(([{ location }]) => location.split("#")[0]));
    return this.pages.filter((page) => shown.has(page.doc.location) && !page.whole).map((page) => page.doc.location);
  }

  /** Takes in a page's own piece: all its sections. */
  merge(location, docs) {
    const page = this.pages.find((page) => page.doc.location === location);
    Object.assign(page, { doc: docs[0], sections: docs.map(section), whole: true });
  }

  /** What a stem tells by standing in a field: more, the fewer pages it stands on. */
  rarity(key, field) {
    const rare = (field) => Math.log(1 + this.pages.length / (this.spread[field].get(key) ?? 1));
    // A word that few titles name and all texts use tells little.
    return field === "about" ? (rare("about") + rare("text")) / 2 : rare(field);
  }

  /** The stems of the known words that are the fewest typing errors away; the first letter counts as typed right. */
  near(word) {
    let [limit, found] = [word.length < 5 ? 0 : word.length < 9 ? 1 : 2, []];
    for (const other of this.words) {
      if (other[0] !== word[0]) continue;
      const errors = distance(word, other, limit);
      if (errors < limit) [limit, found] = [errors, []];
      if (errors === limit && limit) found.push(stem(other));
    }
    return found;
  }

  /** Whether a word tells nothing, even with a typing error. */
  filler(word) {
    const slip = (filler) => filler.length > 4 && distance(word, filler, 1) < 2;
    return this.fillers.has(word) || (!this.words.has(word) && [...this.fillers].some(slip));
  }

  /** An unknown word that consists of two known ones, such as "stackoverflow", as those two. */
  parts(word) {
    if (this.words.has(word) || this.keys.has(stem(word)) || this.near(word).length) return [word];
    const places = [...Array(word.length).keys()].slice(3, -2);
    const at = places.find((i) => this.words.has(word.slice(0, i)) && this.words.has(word.slice(i)));
    return at ? [word.slice(0, at), word.slice(at)] : [word];
  }

  /** The stems that a typed word may stand for, and what each counts. */
  meanings(word, unfinished) {
    const key = stem(word);
    const meant = new Map();
    const mean = (keys, counts) => keys.forEach((other) => meant.has(other) || meant.set(other, counts));
    if (this.keys.has(key)) mean([key], 1);
    if (!this.words.has(word)) mean(this.near(word), NEAR);
    const begun = meant.size ? unfinished && word.length > 2 : word.length > 1;
    if (begun) mean([...this.keys].filter((other) => other.startsWith(word)), BEGUN);
    for (const group of this.same) {
      if (group.includes(key) || group.some((other) => meant.has(other))) mean(group, ALIKE);
    }
    return meant;
  }

  /** The words that tell what a query asks about, with their meanings. */
  asked(query) {
    const text = query.toLowerCase().replace(APART, "$1");
    const all = words(text);
    const told = all.filter((word) => !this.filler(word));
    const telling = words(text.replace(SUBJECT, " $1 ")).filter((word) => !this.filler(word));
    if (telling.length < 4) telling.push(...FORMS.filter(([form]) => form.test(text)).map(([, word]) => word));
    const meant = (list) =>
      list.flatMap((word) => this.parts(word)).map((word) => [word, this.meanings(word, text.endsWith(word))]);
    const known = (asked) => asked.some(([, meanings]) => meanings.size);
    return [telling, told, all].map(meant).find(known) ?? meant(all);
  }

  /** What a field of a page or section is worth to the query: of each asked word the best meaning, added up. */
  worth(asked, counts, field, half) {
    let sum = 0;
    const worded = asked.some(([word]) => /[a-z]/.test(word));
    for (const [word, meanings] of asked) {
      let best = 0;
      for (const [key, certainty] of meanings) {
        const count = counts.get(key);
        if (!count) continue;
        // The tenth mention in a text says less than the first.
        best = Math.max(best, certainty * this.rarity(key, field) * (half ? count / (count + half) : count));
      }
      sum += worded && /^\d+$/.test(word) ? NUMBER * best : best;
    }
    return sum;
  }

  /** The answer to a query, as the theme lists it: pages, each with its sections, best first. */
  find(query) {
    const asked = this.asked(query);
    const last = query.toLowerCase().split(/[\s-]/).pop();
    const score = ({ about, text, asked: by }) =>
      this.worth(asked, about, "about") + this.worth(asked, by, "asked") + this.worth(asked, text, "text", IN_PAGE);
    const ranked = this.pages.map((page) => [page, score(page)]).sort(([, a], [, b]) => b - a);
    return {
      items: ranked
        .slice(0, PAGES)
        .filter(([, score]) => score)
        .map(([page, score]) => this.item(page, score, asked)),
      suggest: this.titles.filter((word) => last && word.startsWith(last) && stem(word) !== stem(last)).slice(0, 1),
    };
  }

  /** A page as the theme lists it: with the passages that answer best. */
  item(page, score, asked) {
    const keys = new Map(asked.flatMap(([, meanings]) => [...meanings]));
    const has = ([, meanings]) => [...meanings.keys()].some((key) => page.about.has(key) || page.text.has(key));
    const missing = asked.filter((word) => !has(word)).map(([word]) => [word, false]);
    const parts = page.sections.map(({ doc, text }) => ({ doc, score: this.worth(asked, text, "text", IN_SECTION) }));
    const best = Math.max(...parts.map((part) => part.score)) || 1;
    // A page begins with its short answer: where that names what is asked, it is shown before any section.
    if (parts[0].score && page.doc.text) parts[0].score = 1.1 * best;
    return parts
      .sort((a, b) => b.score - a.score)
      .filter((part) => part.doc === page.doc || part.score > best / 2)
      .map((part) => {
        const { location, title, text } = part.doc;
        const found = words(plain(`${title} ${text}`)).filter((word) => keys.has(stem(word)));
        return {
          location,
          title: marked(title.split(" "), keys),
          text: this.excerpt(text, keys),
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
    return `<p>${start ? "… " : ""}${marked(pieces.slice(start, end), keys)}${end < pieces.length ? " …" : ""}</p>`;
  }
}

/** The pieces of a text as one, with the wanted words marked. */
function marked(pieces, keys) {
  const wanted = (piece) => stems(piece).some((key) => keys.has(key));
  const mark = (piece) => piece.replace(/^([^\w&]*)(.*?)([^\w;]*)$/, "$1<mark>$2</mark>$3");
  return pieces.map((piece) => (wanted(piece) ? mark(piece) : piece)).join(" ");
}
