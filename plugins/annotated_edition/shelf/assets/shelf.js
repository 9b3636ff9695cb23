/* The search over a shelf, online and from a disk: every file is a script, loaded when a query needs it.

   The slots of a query's runs of characters say which editions may hold it (shelf/search.py); each of these then brings
   the index of its own search, in which the query is looked for as in the edition (site/assets/search.js). */
(() => {
  "use strict";
  const form = document.querySelector("form.shelf-search");
  if (!form) return;
  const words = form.dataset, field = form.querySelector("input"), said = form.querySelector("[role=status]");
  const list = form.querySelector(".shelf-hits");
  const FIRST = 20, AT_ONCE = 10; // hits that are enough for a first answer; editions that are asked for one
  const ZERO = 35, SLOTS = 256;
  form.hidden = false;

  // --- files ---------------------------------------------------------------------------

  const kept = new Map();
  let queue = Promise.resolve();
  /** What a script hands to a function, one script after the other, for all editions call the same. */
  const load = (address, name) => {
    if (!kept.has(address)) {
      const next = queue.then(() => new Promise((done, failed) => {
        let given;
        window[name] = (value) => { given = value; };
        const script = document.createElement("script");
        Object.assign(script, { src: address, onload: () => { script.remove(); done(given); }, onerror: failed });
        document.head.append(script);
      }));
      queue = next.catch(() => {});
      kept.set(address, next);
      next.catch(() => kept.delete(address));
    }
    return kept.get(address);
  };

  // --- comparing, as in an edition -------------------------------------------------------

  // {{ compare.js }}

  let rules;
  const start = async () => {
    if (rules) return rules;
    const given = await load("search/start.js", "aeStart"), { words, ...own } = given.rules;
    return rules = { ...given, ...comparing(own), told: Object.values(words).map((each) => comparing({ ...own, words: each })) };
  };

  /** The parts of a folded text that stand so in every spelling. */
  const fixedParts = (folded) => {
    const parts = [""];
    for (let at = 0; at < folded.length;) {
      const variant = rules.spellings.find(([each]) => folded.startsWith(each, at));
      if (variant) parts.push(""); else parts[parts.length - 1] += folded[at];
      at += variant ? variant[0].length : 1;
    }
    return parts;
  };

  // --- which editions ----------------------------------------------------------------------

  const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
    for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xEDB88320 ^ (byte >>> 1) : byte >>> 1;
    return byte;
  });
  /** The CRC-32 of a run. */
  const number = (run) => ~new TextEncoder().encode(run)
    .reduce((rest, byte) => REMAINDERS[(rest ^ byte) & 255] ^ (rest >>> 8), -1) >>> 0;

  /** The runs of a text, the longest first; the shorter ones tell apart what shares a slot by chance. */
  const runsOf = (part) => {
    const signs = Array.from(part);
    return [4, 3, 2].flatMap((size) => signs.slice(size - 1).map((_, at) => signs.slice(at, at + size).join("")));
  };

  const editionsOf = async (run) => {
    const slot = number(run) >>> (32 - rules.bits), shard = Math.floor(slot / SLOTS).toString(16).padStart(4, "0");
    const slots = await load(`search/${shard}.js`, "aeShard");
    let at = -1;
    return new Set(Array.from(slots[slot % SLOTS], (sign) => at += sign.codePointAt(0) - ZERO + 1));
  };

  /** The runs that stand in every form of a word, whatever language tells them apart. */
  const fixedRuns = ({ text, exact }) => {
    const forms = exact ? [] : rules.told.flatMap((each) => formsOf(each.fold(text), each));
    const [own, ...others] = [text, ...forms].map((each) => new Set(fixedParts(rules.fold(each)).flatMap(runsOf)));
    return [...own].filter((run) => others.every((each) => each.has(run)));
  };

  const candidates = async (parts) => {
    let left = rules.names.map((_, at) => at);
    for (const run of new Set(parts.flatMap(fixedRuns))) {
      const own = await editionsOf(run);
      left = left.filter((at) => own.has(at));
      if (left.length < 2) break; // whether it holds the query is seen in it
    }
    return left;
  };

  // --- what is found ------------------------------------------------------------------------

  /** The hits in an edition, [kind, address, title, text], and what tells whether a line of a text holds one. */
  const hitsIn = async (name, query) => {
    const index = await load(`${name}/assets/annotated-edition/search-index.js`, "aeSearch"), hits = [];
    const { groups } = index, own = index.compared ??= comparing(index.rules), patterns = patternsOf(query, own);
    for (const { kind, title: page, labels, entries } of groups) {
      for (const [address, title, heading, text] of entries) {
        const said = [labels ? "" : title, ...text.split("\n")].map(own.fold).join("\n");
        if (!patterns.some((each) => holds(said, each))) continue;
        const all = `${said}\n${own.fold(heading)}\n${own.fold(page)}`;
        if (patterns.every((each) => holds(all, each))) hits.push([kind, address, title || heading || page, text]);
      }
    }
    const holdsOne = (line) => patterns.some((each) => holds(own.fold(line), each));
    return { hits, holdsOne, hasWords: Boolean(index.rules.words) };
  };

  // --- showing -------------------------------------------------------------------------------

  const element = (tag, className, ...children) => {
    const made = Object.assign(document.createElement(tag), { className });
    made.append(...children);
    return made;
  };

  const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

  /** The line of a text that holds a word, with what is found marked: as it was typed, or words in any of their forms. */
  const excerpt = (text, query, { holdsOne, hasWords }) => {
    const line = text.split("\n").find(holdsOne) ?? "";
    const typed = partsOf(query, rules).filter(({ exact }) => exact || !hasWords).map((each) => each.text);
    const found = hasWords ? (line.match(WORD) ?? []).filter(holdsOne) : [];
    const any = [...typed, ...found].sort(longest).map(literal).join("|") || "(?!)";
    const marks = hasWords ? `(?<![\\p{L}\\p{N}])(${any})(?![\\p{L}\\p{N}])` : `(${any})`;
    const at = Math.max(line.search(new RegExp(marks, "iu")) - 30, 0);
    const shown = `${at ? "…" : ""}${line.slice(at, at + 110)}${line.length > at + 110 ? "…" : ""}`;
    return shown.split(new RegExp(marks, "iu")).map((part, n) => (n % 2 ? element("mark", "", part) : part));
  };

  const show = async (at, { hits, ...how }, query) => {
    const name = rules.names[at], part = Math.floor(at / rules.titles);
    const [title] = (await load(`search/titles-${part}.js`, "aeTitles"))[at % rules.titles];
    const head = element("h3", "", Object.assign(element("a", "", title), { href: `${name}/index.html` }), ` (${hits.length})`);
    const items = hits.slice(0, 5).map(([kind, address, called, text]) => {
      const link = Object.assign(element("a", "", called), { href: `${name}/${address}` });
      return element("p", "", element("span", "shelf-facts", `${kind} `), link, " ", ...excerpt(text, query, how));
    });
    list.append(element("section", "", head, ...items));
  };

  let asked = 0;
  const answer = async () => {
    const mine = ++asked, query = field.value.trim(), isLast = () => mine === asked;
    list.replaceChildren();
    said.textContent = query ? words.looking : "";
    if (!query) return;
    try {
      await start();
      const parts = partsOf(query, rules).filter(({ text }) => /[\p{L}\p{N}]/u.test(rules.fold(text)));
      if (!parts.some(({ text }) => Array.from(rules.fold(text)).length > 1)) {
        said.textContent = words.short;
        return;
      }
      const left = await candidates(parts);
      if (!isLast()) return;
      let found = 0, editions = 0;
      const more = async (limit, most) => {
        for (let asked = 0; left.length && found < limit && asked < most; asked++) {
          const at = left.shift(), answer = await hitsIn(rules.names[at], query);
          if (!isLast()) return;
          if (!answer.hits.length) continue;
          found += answer.hits.length;
          editions += 1;
          await show(at, answer, query);
        }
        said.textContent = !found && !left.length ? words.none
          : `${words.found.replace("{n}", found)} ${words.in.replace("{n}", editions).replace("{rest}", left.length)}`;
        if (!left.length) return;
        const button = element("button", "", words.more.replace("{n}", left.length));
        button.type = "button";
        button.addEventListener("click", () => { button.remove(); more(Infinity, Infinity); });
        list.append(button);
      };
      await more(FIRST, AT_ONCE);
    } catch (error) {
      if (isLast()) said.textContent = words.failed;
    }
  };

  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(answer, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); answer(); });
  const asking = new URLSearchParams(location.search).get("q");
  if (asking) { field.value = asking; answer(); }
})();
