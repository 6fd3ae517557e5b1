// All claims: "Why" opens the reason below its statement. Where this script does not run it leads to the claim's card,
// which tells the same and more. The reasons come with the first that is asked for.
{
  const root = new URL("..", document.currentScript.src);
  const address = (path, text) => Object.assign(document.createElement("a"), { href: new URL(path, root), textContent: text });
  const large = (text) => text[0].toUpperCase() + text.slice(1);
  const listed = (links) => links.flatMap((link, i) => (i ? [", ", link] : [link]));
  const paragraph = (...parts) => {
    const p = document.createElement("p");
    p.append(...parts);
    return p;
  };

  let asked;
  const load = async () => {
    const answer = await fetch(new URL("data/claims.json", root));
    if (!answer.ok) throw new Error(`The reasons did not load: ${answer.status}`);
    return new Map((await answer.json()).map((claim) => [claim.id, claim]));
  };

  /** The reason of a claim, its doubts, and what it rests on. */
  const reason = (claim, claims) => {
    const box = Object.assign(document.createElement("div"), { className: "gt-reason" });
    box.append(paragraph(claim.because));
    const doubts = claim.doubts.flatMap((doubt) => {
      const name = Object.assign(document.createElement("em"), { textContent: `${large(doubt.reason)}:` });
      return [name, ` ${doubt.why} `];
    });
    if (doubts.length) box.append(paragraph(...doubts));
    const last = [];
    if (claim.overruled) last.push(`Our rule gave the verdict “${claim.overruled}”; an editor changed it. `);
    last.push(`${large(claim.kind)}. `);
    const others = claim.against.map((id) => address(`${claims.get(id).chapter}#${id}`, id));
    if (others.length) last.push("Contradicted by ", ...listed(others), ". ");
    const facts = claim.facts.map((id) => address(`facts/#${id}`, id));
    if (facts.length) last.push("Rests on ", ...listed(facts), ". ");
    last.push(address(`${claim.chapter}#${claim.id}`, "Its card says more"), ".");
    box.append(paragraph(...last));
    return box;
  };

  const toggle = async (link) => {
    const open = link.getAttribute("aria-expanded") === "true";
    link.setAttribute("aria-expanded", !open);
    const cell = link.closest("td");
    const there = cell.querySelector(".gt-reason");
    if (open || there) {
      there?.toggleAttribute("hidden", open);
      return;
    }
    asked ??= load();
    asked.catch(() => (asked = undefined)); // the next click tries again
    const claims = await asked;
    // While they came, it may have been clicked again.
    if (!cell.querySelector(".gt-reason")) cell.append(reason(claims.get(link.closest("tr").id), claims));
    cell.querySelector(".gt-reason").hidden = link.getAttribute("aria-expanded") !== "true";
  };

  const table = document.querySelector(".gt-claims");
  for (const link of table.querySelectorAll(".gt-why")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
  }
  table.addEventListener("click", (event) => {
    const link = event.target.closest(".gt-why");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    toggle(link);
  });
  table.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches(".gt-why")) return;
    event.preventDefault(); // a button answers to the space bar, and does not scroll
    toggle(event.target);
  });
}
