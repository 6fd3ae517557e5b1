// SQLite (vendor/sql-wasm.js), the flights, and what readers ask of them. A worker of our own has no policy but its own,
// so the pages' policy stays as narrow as that of all others: it need not let WebAssembly run.
/* global initSqlJs, explain, bare, compare -- the scripts that it imports have them */
// Rows that a check keeps of a result: more are counted, and differ from the answer by their number.
const KEPT = 20_000;

let opened;

async function fetched(path) {
  const answer = await fetch(new URL(path, location));
  if (!answer.ok) throw new Error(`${path} did not load: ${answer.status}`);
  return answer;
}

/** SQLite and the database's bytes; some servers unpack the file on its way. */
async function load() {
  importScripts("vendor/sql-wasm.js", "playground-words.js");
  const SQL = await initSqlJs({ locateFile: (name) => new URL(`vendor/${name}`, location).href });
  const packed = new Uint8Array(await (await fetched("../data/flights.db.gz")).arrayBuffer());
  const gzip = packed[0] === 0x1f && packed[1] === 0x8b;
  const body = new Response(packed).body;
  const bytes = gzip
    ? new Uint8Array(await new Response(body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer())
    : packed;
  const open = () => {
    const db = new SQL.Database(bytes);
    db.run("PRAGMA foreign_keys = ON");
    return db;
  };
  return { open, db: open() };
}

const single = (db, sql) => db.exec(sql)[0].values[0][0];

/** What the last statement of `sql` finds: at most `most` of its rows, and how many there are. Throws SQLite's error. */
function find(db, sql, most) {
  const state = () => [single(db, "SELECT total_changes()"), single(db, "PRAGMA schema_version")];
  const before = state();
  let found = { columns: [], rows: [], count: 0 };
  for (const statement of db.iterateStatements(sql)) {
    const columns = statement.getColumnNames();
    const rows = [];
    let count = 0;
    for (; statement.step(); count++) if (count < most) rows.push(statement.get());
    if (columns.length) found = { columns, rows, count };
  }
  const after = state();
  return { ...found, changed: after[0] - before[0], altered: after[1] !== before[1] };
}

/** The tables with their columns, and the functions that SQLite knows. */
function names(db) {
  const tables = db.exec("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")[0]?.values.flat() ?? [];
  const columns = (table) => db.exec(`SELECT name FROM pragma_table_info('${table}')`)[0]?.values.flat() ?? [];
  const functions = db.exec("SELECT DISTINCT name FROM pragma_function_list")[0].values.flat();
  return { tables: Object.fromEntries(tables.map((table) => [table, columns(table)])), functions };
}

function notes(found, sql) {
  const rows = found.count === 1 ? "1 row." : `${found.count.toLocaleString("en")} rows.`;
  const said = [];
  if (found.columns.length) said.push(rows);
  if (found.changed) said.push(`${found.changed === 1 ? "1 row" : `${found.changed} rows`} changed. Reset brings the data back.`);
  else if (found.altered) said.push("The tables changed. Reset brings them back.");
  if (!said.length) said.push("Nothing to show: this query doesn't ask for rows.");
  if (found.columns.length && !found.count && /[=<>]\s*NULL\b/i.test(sql)) {
    said.push("Nothing equals `NULL`, so no row fits. Write `IS NULL` or `IS NOT NULL`.");
  }
  if (found.count === 1) said.push(...bare(sql));
  return said;
}

function run(db, sql, most) {
  if (!sql.replace(/--.*|\/\*[^]*?\*\//g, "").replace(/[\s;]/g, "")) {
    return { error: { message: "there is no query", hints: ["Write one, or press Reset for the one that was here."] } };
  }
  try {
    const found = find(db, sql, most);
    return { ...found, notes: notes(found, sql) };
  } catch (error) {
    const known = names(db);
    const prepare = (text) => db.prepare(text).free();
    return { error: explain(error.message, sql, known, prepare) };
  }
}

/** A reader's query beside the model one, each on data as they were. */
async function check({ open }, sql, name, most) {
  const task = (await (await fetched("../data/playground.json")).json())[name];
  const fresh = (query, work) => {
    const db = open();
    try {
      return work(db, query);
    } finally {
      db.close();
    }
  };
  const answer = fresh(sql, (db) => run(db, sql, KEPT));
  if (answer.error) return answer;
  const result = (query) => fresh(query, (db) => find(db, query, KEPT));
  const words = compare(answer, result(task.solution), task.ordered);
  const told = { ...answer, rows: answer.rows.slice(0, most), notes: [] };
  if (!words.length) {
    return { ...told, verdict: { right: true, words: ["Your query finds what the model query finds."] } };
  }
  const twin = task.wrong.find(({ query }) => !compare(answer, result(query), task.ordered).length);
  return { ...told, verdict: { right: false, words: [...words, ...(twin ? [twin.reveals] : [])] } };
}

async function answer({ what, sql, task, most }, engine) {
  if (what === "reset") {
    engine.db.close();
    engine.db = engine.open();
    return {};
  }
  return what === "check" ? check(engine, sql, task, most) : run(engine.db, sql, most);
}

addEventListener("message", async ({ data }) => {
  let told;
  try {
    const engine = await (opened ??= load());
    postMessage({ id: -data.id });
    told = await answer(data, engine);
  } catch (error) {
    told = { failed: `This did not work: ${error.message}. Check your connection, then try again.` };
  }
  postMessage({ ...told, id: data.id });
});
