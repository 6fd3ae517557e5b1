// Waits until a reader turns to a query of a page. Only then the player comes, with SQLite and the flights behind it.
const box = (event) => event.target.closest?.(".gt-sql");
async function play(event, what) {
  try {
    const player = await import("./playground-player.js");
    what ? player.act(box(event), what) : player.warm();
  } catch {
    box(event).querySelector(".gt-sql__status").textContent = "This could not be loaded. Check your connection.";
  }
}
document.addEventListener("input", (event) => box(event) && play(event));
document.addEventListener("click", (event) => {
  const button = event.target.closest?.(".gt-sql [data-do]");
  if (button) play(event, button.dataset.do);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches(".gt-sql textarea")) return;
  event.preventDefault();
  play(event, "run");
});
