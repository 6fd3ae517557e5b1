// What SQLite's messages mean to a beginner, and in what two results differ. Pure: the worker imports it.
/* exported explain, bare, compare -- playground-worker.js calls them */

/** How many letters must be changed, added, left out or swapped to make `b` of `a`. */
function edits(a, b) {
  let [before, last] = [[], [...Array(b.length + 1).keys()]];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] !== b[j - 1]));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}

/** The known name that was probably meant, or nothing. */
function nearest(word, known) {
  const far = known.map((name) => [edits(word.toLowerCase(), name.toLowerCase()), name]).sort((a, b) => a[0] - b[0]);
  return far.length && far[0][0] <= word.length / 3 ? far[0][1] : undefined;
}

const listed = (names) => names.map((name) => `\`${name}\``).join(", ");

/** Where a word stands at which SQLite stops reading: the first place up to which it reads no further. */
function locate(word, sql, message, prepare) {
  for (let at = sql.indexOf(word); at >= 0; at = sql.indexOf(word, at + 1)) {
    try {
      prepare(sql.slice(0, at + word.length));
    } catch (error) {
      if (error.message !== message) continue;
      const begin = sql.lastIndexOf("\n", at - 1) + 1;
      const end = (sql.indexOf("\n", at) + 1 || sql.length + 1) - 1;
      const line = sql.slice(0, at).split("\n").length;
      return { line, before: sql.slice(begin, at), word, after: sql.slice(at + word.length, end) };
    }
  }
  return undefined;
}

// What a message of SQLite's says of the query, by its pattern; each gives hints for what it caught.
const MEANINGS = [
  [/^no such column: (?:(\w+)\.)?(.+)$/, (found, sql, { tables }) => column(found[1], found[2], sql, tables)],
  [/^no such table: (.+)$/, ([, name], sql, { tables }) => {
    const meant = nearest(name, Object.keys(tables));
    return [...(meant ? [`Did you mean \`${meant}\`?`] : []), `The tables are ${listed(Object.keys(tables))}.`];
  }],
  [/^no such function: (.+)$/, ([, name], sql, { functions }) => {
    const meant = nearest(name, functions);
    return [meant ? `Did you mean \`${meant.toUpperCase()}\`?` : "SQLite has no function of this name; others may."];
  }],
  [/^ambiguous column name: (.+)$/, ([, name], sql, { tables }) => {
    const having = Object.keys(tables).filter((table) => tables[table].includes(name));
    return [`More than one of your tables has \`${name}\` (${listed(having)}). Put the table's name or its short form before it, as in \`f.${name}\`.`];
  }],
  [/^misuse of (?:aggregate|window)/, () => [
    "Sums, counts and averages exist only once rows are grouped, and `WHERE` chooses rows before that. Choose groups with `HAVING`, after `GROUP BY`.",
  ]],
  [/^near "(.*)": syntax error$/s, ([, word], sql, known, place) => slips(word, place)],
  [/^incomplete input$/, () => ["The query ends too early. Is a bracket still open, or is something missing at the end?"]],
  [/^unrecognized token: "(['"`])/, ([, mark]) => [`A text begins with ${mark} and never ends. Put a second ${mark} after it.`]],
  [/^CHECK constraint failed: (.*)$/s, ([, rule]) => [`The table allows only values for which this is true: \`${rule}\`.`]],
  [/^NOT NULL constraint failed: (.*)$/, ([, name]) => [`\`${name}\` must have a value.`]],
  [/^UNIQUE constraint failed: (.*)$/, ([, name]) => [`There is a row with this \`${name}\` already, and two must not share it.`]],
  [/^FOREIGN KEY constraint failed$/, () => ["A key must lead to a row in the other table: the row it would lead to is not there, or it still has rows that need it."]],
  [/^wrong number of arguments/, () => ["Look inside the function's brackets: there's too much there, or too little."]],
  [/^(?:SELECT)s to the left and right/, () => ["Both halves of a `UNION` need the same number of columns."]],
  [/^(?:sub-select returns|row value misused)/, () => ["Here SQL expects a single value. Let the inner query give one column."]],
];

function column(table, name, sql, tables) {
  const quoted = new RegExp(`"${name.replace(/[^\w ]/g, "\\$&")}"`).test(sql);
  if (quoted) return [`Double quotes stand for a column's name. Text goes into single ones: \`'${name}'\`.`];
  const meant = nearest(name, [...new Set(Object.values(tables).flat())]);
  if (meant === name) {
    const having = Object.keys(tables).filter((one) => tables[one].includes(name));
    return [`\`${name}\` is a column of ${listed(having)}. Does your \`FROM\` or \`JOIN\` name that table${table ? `, and is it \`${table}\`` : ""}?`];
  }
  if (meant) return [`Did you mean \`${meant}\`?`];
  const asked = Object.keys(tables).filter((one) => new RegExp(`\\b${one}\\b`, "i").test(sql));
  const all = asked.map((one) => `\`${one}\` has ${listed(tables[one])}.`);
  return all.length ? all : ["The fold with the tables lists every column. Text needs single quotes."];
}

const KEYWORDS = "select from where group by having order limit join left on and or not between as with insert update delete set values distinct".split(" ");

/** What is often wrong at the word at which SQLite stops, or just before it. */
function slips(word, place) {
  // "FORM flights": SQLite takes the misspelt keyword for a name, and stops one word later.
  for (const near of [word, ...(place?.before.match(/\w+(?=\W*$)/) ?? [])]) {
    const meant = nearest(near, KEYWORDS);
    if (meant && meant !== near.toLowerCase()) return [`Did you mean \`${meant.toUpperCase()}\` where you wrote \`${near}\`?`];
  }
  if (/^from$/i.test(word)) return ["Is there one comma too many before it, or is a name missing?"];
  if (/^(?:where|group|having|order|join|on|limit)$/i.test(word)) {
    return ["The parts of a query have an order: `SELECT`, `FROM`, `JOIN … ON`, `WHERE`, `GROUP BY`, `HAVING`, `ORDER BY`, `LIMIT`. Is this one in its place, and is the one before it complete?"];
  }
  return ["Look just before the marked word: a comma, a quote or a bracket may be missing, or a keyword may be misspelt."];
}

/** An error of SQLite's with hints and, where it has one, its place. */
function explain(message, sql, known, prepare) {
  for (const [pattern, hints] of MEANINGS) {
    const found = pattern.exec(message);
    if (!found) continue;
    const word = /^near "(.*)": syntax error$/s.exec(message)?.[1];
    const place = word && locate(word, sql, message, prepare);
    return { message, hints: hints(found, sql, known, place), place };
  }
  return { message, hints: [] };
}

/** A query without comments and texts, and with what stands in brackets left out if `flat`. */
function bones(sql, flat) {
  let text = sql.replace(/--.*|\/\*[^]*?\*\/|'(?:[^']|'')*'/g, "''");
  for (let before; flat && before !== text; ) [before, text] = [text, text.replace(/\([^()]*\)/g, "#")];
  return text;
}

/** A warning where a sum stands beside a column that nothing groups: SQLite answers, with a row of its choice. */
function bare(sql) {
  const flat = bones(sql, true);
  const list = /^\s*select\s+(?:distinct\s+)?([^]*?)\sfrom\s/i.exec(flat)?.[1];
  if (!list || /\bgroup\s+by\b|\bover\b/i.test(flat)) return [];
  const parts = list.split(",").map((part) => part.trim());
  const sums = parts.some((part) => /\b(?:count|sum|avg|min|max|total)#/i.test(part));
  const alone = parts.find((part) => /^(?:\w+\.)?[a-z]\w*(?:\s+as\s+\w+)?$/i.test(part));
  if (!sums || !alone) return [];
  const name = alone.split(/\s/)[0];
  return [`\`${name}\` is next to a sum, and nothing groups by it. SQLite picks one row's value and says nothing; other databases refuse. Add \`GROUP BY ${name}\`.`];
}

const same = (one, other) =>
  typeof one === "number" && typeof other === "number"
    ? Number(one.toPrecision(10)) === Number(other.toPrecision(10))
    : one === other;
const told = (row) => `(${row.map((value) => (value === null ? "NULL" : String(value))).join(", ")})`;
const key = (row) => JSON.stringify(row.map((v) => (typeof v === "number" ? v.toPrecision(10) : v)));

/** In what a result differs from the one that was asked for: sentences, none where they are the same. */
function compare(mine, wanted, ordered) {
  if (!mine.columns.length) return ["Your query gives no rows to compare. Begin it with `SELECT`."];
  if (mine.columns.length !== wanted.columns.length) {
    const [have, need] = [mine.columns.length, wanted.columns.length].map((n) => (n === 1 ? "1 column" : `${n} columns`));
    return [`Your result has ${have}, and the task asks for ${need}: ${listed(wanted.columns)}.`];
  }
  const said = [];
  if (mine.count !== wanted.count) {
    const have = mine.count === 1 ? "1 row" : `${mine.count.toLocaleString("en")} rows`;
    said.push(`Your result has ${have}, and the answer has ${wanted.count.toLocaleString("en")}.`);
  }
  const sorted = (rows) => rows.map((row) => [key(row), row]).sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([, row]) => row);
  const [ours, theirs] = [sorted(mine.rows), sorted(wanted.rows)];
  const differ = (a, b) => a.findIndex((row, nth) => !b[nth] || !row.every((value, at) => same(value, b[nth][at])));
  if (mine.count === wanted.count && differ(ours, theirs) < 0) {
    const first = ordered ? differ(mine.rows, wanted.rows) : -1;
    if (first < 0) return [];
    return [`You have the right rows in another order. Row ${first + 1} should be ${told(wanted.rows[first])}, and yours is ${told(mine.rows[first])}.`];
  }
  const known = new Set(theirs.map(key));
  const odd = mine.rows.findIndex((row) => !known.has(key(row)));
  const have = new Set(ours.map(key));
  const missing = wanted.rows.find((row) => !have.has(key(row)));
  if (odd >= 0) said.push(`Row ${odd + 1} is the first that the answer doesn't have: ${told(mine.rows[odd])}.`);
  if (missing) said.push(`The answer has a row that you don't: ${told(missing)}.`);
  return said.length ? said : ["Some rows appear more often than they should."];
}
