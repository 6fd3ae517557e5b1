// Only in the copy that is read from a disk. There a browser gives a page no fetch, no worker and no module, but scripts:
// so `make exports` writes each file that a script may ask for once more as a script, and this hands them over.
/* exported groundTruthOffline -- those scripts call it */
const groundTruthOffline = (() => {
  const home = new URL("..", document.currentScript.src);
  const at = (url, base = document.baseURI) => new URL(url, base).href;
  const [files, workers, modules, running, loading] = [new Map(), new Map(), new Map(), new Map(), new Map()];

  /** Runs the script at `url` once. */
  function load(url) {
    if (!loading.has(url)) {
      const ended = new Promise((resolve, reject) => {
        const script = Object.assign(document.createElement("script"), { src: url, onload: resolve });
        script.onerror = () => reject(new TypeError(`${url} is not in this copy`));
        document.head.append(script);
      });
      loading.set(url, ended);
    }
    return loading.get(url);
  }

  /** Answers as `fetch` does, with a file of this copy. */
  async function get(address) {
    const url = at(address.url ?? address).replace(/[?#].*/, "");
    await load(`${url}.js`);
    return new Response(files.get(url));
  }
  const ask = window.fetch;
  window.fetch = (what, ...more) => (at(what.url ?? what).startsWith("file:") ? get(what) : ask(what, ...more));

  /** A worker that runs on the page. */
  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      const url = at(address);
      const inside = new EventTarget();
      const tell = (target) => (data) => queueMicrotask(() => target.dispatchEvent(new MessageEvent("message", { data })));
      const started = load(`${url}.js`).then(() => {
        workers.get(url)({
          location: new URL(url),
          addEventListener: (...told) => inside.addEventListener(...told),
          postMessage: tell(this),
        });
      });
      started.catch((error) => this.dispatchEvent(new ErrorEvent("error", { error, message: error.message })));
      this.postMessage = (data) => started.then(() => tell(inside)(data));
      this.terminate = () => (this.postMessage = () => undefined);
    }
    set onmessage(listener) {
      this.addEventListener("message", listener);
    }
  };

  /** What the module at `url` exports; its body runs once. */
  async function run(url) {
    if (!modules.has(url)) await load(url);
    if (!running.has(url)) running.set(url, modules.get(url)({ url, import: (name) => run(at(name, url)) }));
    return running.get(url);
  }

  // The site's addresses end at a folder, where a disk has no page: a link that a script made is completed when a reader
  // turns to it. Links that stand in a page are written whole.
  function complete({ target }) {
    const link = target.closest?.("a[href]");
    if (!link || !link.href.startsWith(home.href)) return;
    const url = new URL(link.href);
    if (!url.pathname.endsWith("/")) return;
    url.pathname += "index.html";
    link.href = url.href;
  }
  for (const kind of ["pointerover", "focusin", "click", "auxclick"]) document.addEventListener(kind, complete, true);

  return {
    file: (path, text) => files.set(at(path, home), text),
    worker: (path, body) => workers.set(at(path, home), body),
    module: (path, body) => {
      const url = at(path, home);
      modules.set(url, body);
      if (document.currentScript.dataset.entry !== undefined) run(url);
    },
  };
})();
