// The search: a worker in place of the theme's, which would load its index with every page. It speaks the theme's
// messages, so the box, its keys and the list of results stay the theme's. The first piece of the index ranks the pages
// and is enough for an answer; the words of those that are listed come behind, and the answer is given once more.
/* global Search -- search-ranking.js has it */
const [READY, QUERY, RESULT] = [1, 2, 3];
const QUIET = 250; // milliseconds without a key before the words of the listed pages are asked for

const piece = async (name) => {
  const answer = await fetch(new URL(`../search/${name}.json`, location));
  if (!answer.ok) throw new Error(`A piece of the search index, ${name}, did not load: ${answer.status}`);
  return answer.json();
};

let search, latest;
async function load() {
  if (typeof Search === "undefined") importScripts("search-ranking.js");
  return new Search(await piece("pages"));
}

async function find(query) {
  if (!query.trim()) return postMessage({ type: RESULT, data: { items: [] } });
  search ??= load();
  search.catch(() => (search = undefined)); // the next key tries again
  const index = await search;
  // While something was loading, the reader may have typed on.
  if (query !== latest) return;
  const data = index.find(query);
  postMessage({ type: RESULT, data });
  const missing = index.missing(data);
  if (!missing.length) return;
  await new Promise((resume) => setTimeout(resume, QUIET));
  if (query !== latest) return;
  await Promise.all(
    missing.map(async (page) => index.merge(page, await piece(`${page.replaceAll("/", "-")}page`))),
  );
  if (query === latest) postMessage({ type: RESULT, data: index.find(query) });
}

addEventListener("message", ({ data: { type, data: query } }) => {
  if (type !== QUERY) return;
  latest = query;
  find(query);
});
postMessage({ type: READY });
