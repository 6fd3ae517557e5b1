// Shows what the worker finds: results as tables, errors in words, and what a check has to say.
const MOST = 50;
const PATIENCE = 15_000;
const SLOW = 300;

/** @type {{worker: Worker, waiting: Map<number, Function>} | undefined} */
let engine;
let asked = 0;

/** Starts SQLite, unless it runs. */
export function warm() {
  if (engine) return engine;
  const worker = new Worker(new URL("playground-worker.js", import.meta.url));
  const started = { worker, waiting: new Map() };
  worker.addEventListener("message", ({ data }) => {
    started.waiting.get(data.id)?.(data);
    started.waiting.delete(data.id);
  });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    stop({ failed: "SQLite could not be loaded. Check your connection, then run the query again." });
  });
  engine = started;
  return engine;
}

/** Ends the worker, with an answer to everybody who waits; the next question starts it anew, with all data back. */
function stop(answer) {
  const { worker, waiting } = engine;
  engine = undefined;
  worker.terminate();
  for (const told of waiting.values()) told(answer);
}

async function ask(question) {
  const { worker, waiting } = warm();
  const id = ++asked;
  const answer = new Promise((resolve) => waiting.set(id, resolve));
  // Until it is ready, time goes into loading: that may take as long as it takes.
  let timer;
  const ready = new Promise((resolve) => waiting.set(-id, resolve));
  ready.then(({ failed }) => {
    if (failed) return;
    timer = setTimeout(() => {
      const words = `We stopped it after ${PATIENCE / 1000} seconds. Does each join have its ON, with the whole key?`;
      stop({ failed: `${words} All data are back as they were.` });
    }, PATIENCE);
  });
  worker.postMessage({ ...question, id });
  const found = await answer;
  clearTimeout(timer);
  waiting.delete(-id);
  if (found.failed && engine?.worker === worker) stop(found); // a worker that could not load begins anew
  return found;
}

/** What a button of a query does: "run", "check" or "reset". */
export async function act(box, what) {
  const field = box.querySelector("textarea");
  const status = box.querySelector(".gt-sql__status");
  if (what === "reset") {
    field.value = field.defaultValue;
    show(box, {});
    if (engine) await ask({ what });
    status.textContent = "The query and all data are as they were.";
    return;
  }
  const turn = (box.dataset.turn = String(Number(box.dataset.turn ?? 0) + 1));
  const waiting = setTimeout(() => (status.textContent = "Loading SQLite and the flights …"), SLOW);
  const answer = await ask({ what, sql: field.value, task: box.dataset.query, most: MOST });
  clearTimeout(waiting);
  if (box.dataset.turn === turn) show(box, answer, field.value);
}

/** An element with these children; texts may hold `code` in backticks. */
function make(tag, told = {}, ...children) {
  const made = Object.assign(document.createElement(tag), told);
  for (const child of children) {
    if (typeof child !== "string") made.append(child);
    else child.split("`").forEach((part, nth) => made.append(nth % 2 ? make("code", { textContent: part }) : part));
  }
  return made;
}

function show(box, answer, sql) {
  const said = [];
  if (answer.verdict) {
    const right = answer.verdict.right ? "gt-sql__right" : "gt-sql__wrong";
    said.push(make("p", { className: right }, make("strong", {}, answer.verdict.right ? "Right." : "Not yet.")));
    said.push(...answer.verdict.words.map((words) => make("p", {}, words)));
  }
  if (answer.failed) said.push(make("p", { className: "gt-sql__wrong" }, answer.failed));
  if (answer.error) said.push(...refusal(answer.error));
  if (!answer.error && !answer.failed) said.push(...(answer.notes ?? []).map((note) => make("p", {}, note)));
  // The count stands above the table, so that here it is only read out.
  if (answer.count !== undefined && answer.columns.length && !answer.verdict) said[0].className = "gt-sr";
  box.querySelector(".gt-sql__status").replaceChildren(...said);
  const result = box.querySelector(".gt-sql__result");
  result.replaceChildren(...(answer.columns?.length ? [table(answer, box)] : []));
  // What is printed is what stands there now.
  if (sql !== undefined) box.querySelector(".gt-sql__plain code").textContent = sql;
}

function refusal({ message, hints, place }) {
  const said = [make("p", { className: "gt-sql__wrong" }, make("strong", {}, "SQLite says:"), ` ${message}`)];
  if (place) {
    const where = make("p", {}, `Line ${place.line}, at the marked word:`);
    const code = make("code", {}, document.createTextNode(place.before), make("mark", { textContent: place.word }));
    code.append(place.after);
    said.push(where, make("pre", {}, code));
  }
  return [...said, ...hints.map((hint) => make("p", {}, hint))];
}

const shown = (value) => {
  if (value === null) return "NULL";
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(10)));
};

function table({ columns, rows, count }, box) {
  const plural = count === 1 ? "1 row" : `${count.toLocaleString("en")} rows`;
  const kept = count > rows.length ? `, of which these are the first ${rows.length}` : "";
  const caption = make("caption", { textContent: plural + kept });
  // Numbers stand at the right of their column, and so does what says that there is none.
  const kinds = columns.map((_, at) => {
    const first = rows.find((row) => row[at] !== null)?.[at];
    return typeof first === "number" ? ["gt-sql__number"] : [];
  });
  const heads = columns.map((name, at) => make("th", { scope: "col", textContent: name, className: kinds[at].join(" ") }));
  const cell = (value, at) => {
    const kind = value === null ? [...kinds[at], "gt-sql__gap"] : kinds[at];
    return make("td", { textContent: shown(value), className: kind.join(" ") });
  };
  const body = rows.map((row) => make("tr", {}, ...row.map(cell)));
  const rest = make("table", { className: "gt-sql__rows" }, caption);
  rest.append(make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...body));
  const frame = make("div", { className: "gt-sql__table", tabIndex: 0 }, rest);
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", `Result: ${box.querySelector("textarea").getAttribute("aria-label").replace("SQL: ", "")}`);
  return frame;
}
