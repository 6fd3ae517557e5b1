// Marks the words by which the search found the page that it opened. The theme would load the search index for that.
{
  const wanted = new Set(new URLSearchParams(location.search).get("h")?.toLowerCase().split(" "));
  const drawn = (node) => node.parentElement.closest("svg, script, style");
  const article = document.querySelector("article");
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT, (node) => (drawn(node) ? 2 : 1));
  const texts = [];
  while (wanted.size && walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const parts = text.data.split(/([\p{L}\p{N}]+)/u);
    const mark = (part) => Object.assign(document.createElement("mark"), { textContent: part });
    const found = parts.map((part) => (wanted.has(part.toLowerCase()) ? mark(part) : part));
    if (found.some((part) => part instanceof Element)) text.replaceWith(...found);
  }
}
