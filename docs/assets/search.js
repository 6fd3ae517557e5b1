// The search: a worker in place of the theme's, which would load its index with every page. It speaks the theme's
// messages, so the box, its keys and the list of results stay the theme's.
/* global Search -- search-ranking.js has it */
const [READY, QUERY, RESULT] = [1, 2, 3];

let search, latest;
async function load() {
  if (typeof Search === "undefined") importScripts("search-ranking.js");
  const answer = await fetch(new URL("../search/search_index.json", location));
  if (!answer.ok) throw new Error(`The search index did not load: ${answer.status}`);
  return new Search((await answer.json()).docs);
}

async function find(query) {
  if (!query.trim()) return { items: [] };
  search ??= load();
  search.catch(() => (search = undefined)); // the next key tries again
  const index = await search;
  // While the index was loading, the reader may have typed on.
  return query === latest ? index.find(query) : undefined;
}

addEventListener("message", async ({ data: { type, data: query } }) => {
  if (type !== QUERY) return;
  latest = query;
  const data = await find(query);
  if (data) postMessage({ type: RESULT, data });
});
postMessage({ type: READY });
