// The list of all facts: a name opens its fact in place. Where this script does not run, it leads to the page that tells
// the fact, as an address that ends in one does. That page is fetched with the first of its facts.
{
  const pages = new Map();
  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`The facts did not load: ${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
  const page = (address) => {
    if (!pages.has(address)) {
      pages.set(address, fetched(address));
      pages.get(address).catch(() => pages.delete(address)); // the next click tries again
    }
    return pages.get(address);
  };

  const toggle = async (row) => {
    const link = row.querySelector("a");
    const open = link.getAttribute("aria-expanded") === "true";
    link.setAttribute("aria-expanded", !open);
    const there = row.querySelector(".gt-fact");
    if (open || there) {
      there?.toggleAttribute("hidden", open);
      return;
    }
    const address = link.href.split("#")[0];
    const told = (await page(address)).getElementById(row.id);
    if (row.querySelector(".gt-fact")) return;
    const box = Object.assign(document.createElement("div"), { className: "gt-fact" });
    for (const part of told.querySelectorAll(":scope > p")) box.append(document.importNode(part, true));
    for (const other of box.querySelectorAll("a")) other.href = new URL(other.getAttribute("href"), address);
    box.hidden = link.getAttribute("aria-expanded") !== "true";
    row.append(box);
  };

  const list = document.querySelector(".gt-facts");
  for (const link of list.querySelectorAll("li > a")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
  }
  const wanted = (target) => target.matches(".gt-facts > li > a") && target.parentElement;
  list.addEventListener("click", (event) => {
    const row = wanted(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle(row);
  });
  list.addEventListener("keydown", (event) => {
    const row = event.key === " " && wanted(event.target);
    if (!row) return;
    event.preventDefault(); // a button answers to the space bar, and does not scroll
    toggle(row);
  });
  // Opened here, a fact would push away what is being read.
  const named = () => {
    const row = document.getElementById(location.hash.slice(1));
    if (row?.matches(".gt-facts > li")) location.replace(row.querySelector("a").href);
  };
  addEventListener("hashchange", named);
  named();
}
