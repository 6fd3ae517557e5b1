// The search: a worker in place of the theme's, which would load its index with every page. It speaks the theme's
// messages, so the box, its keys and the list of results stay the theme's.
const [READY, QUERY, RESULT] = [1, 2, 3];

let search;
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
  return (await search).find(query);
}

addEventListener("message", async ({ data: { type, data: query } }) => {
  if (type === QUERY) postMessage({ type: RESULT, data: await find(query) });
});
postMessage({ type: READY });
