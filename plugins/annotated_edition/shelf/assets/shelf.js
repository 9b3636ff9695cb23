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

  const plain = (text) => text.normalize("NFKC").toUpperCase();
  const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const longest = (a, b) => b.length - a.length;
  let rules;
  const start = async () => {
    if (rules) return rules;
    const given = await load("search/start.js", "aeStart"), own = given.rules;
    const invisible = new RegExp(`[${own.invisible}]`, "gu");
    const skipped = new RegExp(`(?<=[0-9])([${own.skipped}])[${own.skipped}]*(?=[0-9])|[${own.skipped}]+`, "gu");
    const fold = (text) => plain(text).replace(invisible, "").replace(skipped, (_, one) => (one ? "-" : ""));
    const spellings = own.variants.flatMap((row) => {
      const folded = row.map(fold).sort(longest);
      return folded.map((each) => [each, `(?:${folded.map(literal).join("|")})`]);
    }).sort(([a], [b]) => longest(a, b));
    return rules = { ...given, fold, spellings };
  };

  /** A word as what finds it, and as its parts that stand so in every spelling. */
  const read = (word) => {
    const folded = rules.fold(word), parts = [""];
    if (!/[\p{L}\p{N}]/u.test(folded)) return null;
    let pattern = "";
    for (let at = 0; at < folded.length;) {
      const variant = rules.spellings.find(([each]) => folded.startsWith(each, at));
      pattern += variant ? variant[1] : literal(folded[at]);
      if (variant) parts.push(""); else parts[parts.length - 1] += folded[at];
      at += variant ? variant[0].length : 1;
    }
    const alone = [/^\d/.test(folded) ? "(?<!\\d)" : "", /\d$/.test(folded) ? "(?!\\d)" : ""];
    return { pattern: new RegExp(alone[0] + pattern + alone[1], "g"), parts };
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

  const candidates = async (read) => {
    let left = rules.names.map((_, at) => at);
    for (const run of new Set(read.flatMap(({ parts }) => parts.flatMap(runsOf)))) {
      const own = await editionsOf(run);
      left = left.filter((at) => own.has(at));
      if (left.length < 2) break; // whether it holds the query is seen in it
    }
    return left;
  };

  // --- what is found ------------------------------------------------------------------------

  const holds = (text, pattern) => text.search(pattern) >= 0;

  /** The hits in an edition: [kind, address, title, text]. */
  const hitsIn = async (name, patterns) => {
    const { groups } = await load(`${name}/assets/annotated-edition/search-index.js`, "aeSearch"), hits = [];
    for (const { kind, title: page, labels, entries } of groups) {
      for (const [address, title, heading, text] of entries) {
        const own = [labels ? "" : title, ...text.split("\n")].map(rules.fold).join("\n");
        if (!patterns.some((each) => holds(own, each))) continue;
        const all = `${own}\n${rules.fold(heading)}\n${rules.fold(page)}`;
        if (patterns.every((each) => holds(all, each))) hits.push([kind, address, title || heading || page, text]);
      }
    }
    return hits;
  };

  // --- showing -------------------------------------------------------------------------------

  const element = (tag, className, ...children) => {
    const made = Object.assign(document.createElement(tag), { className });
    made.append(...children);
    return made;
  };

  /** The line of a text that holds a word, the words marked where they stand as they were typed. */
  const excerpt = (text, query, patterns) => {
    const line = text.split("\n").find((each) => patterns.some((pattern) => holds(rules.fold(each), pattern))) ?? "";
    const typed = query.split(/\s+/).filter(Boolean).map(literal).join("|");
    const at = Math.max(line.search(new RegExp(typed, "iu")) - 30, 0);
    const shown = `${at ? "…" : ""}${line.slice(at, at + 110)}${line.length > at + 110 ? "…" : ""}`;
    return shown.split(new RegExp(`(${typed})`, "iu")).map((part, n) => (n % 2 ? element("mark", "", part) : part));
  };

  const show = async (at, hits, query, patterns) => {
    const name = rules.names[at], part = Math.floor(at / rules.titles);
    const [title] = (await load(`search/titles-${part}.js`, "aeTitles"))[at % rules.titles];
    const head = element("h3", "", Object.assign(element("a", "", title), { href: `${name}/index.html` }), ` (${hits.length})`);
    const items = hits.slice(0, 5).map(([kind, address, called, text]) => {
      const link = Object.assign(element("a", "", called), { href: `${name}/${address}` });
      return element("p", "", element("span", "shelf-facts", `${kind} `), link, " ", ...excerpt(text, query, patterns));
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
      const read_ = query.split(/\s+/).map(read).filter(Boolean), patterns = read_.map(({ pattern }) => pattern);
      if (!read_.some(({ parts }) => parts.some((part) => Array.from(part).length > 1) || parts.length > 1)) {
        said.textContent = words.short;
        return;
      }
      const left = await candidates(read_);
      if (!isLast()) return;
      let found = 0, editions = 0;
      const more = async (limit, most) => {
        for (let asked = 0; left.length && found < limit && asked < most; asked++) {
          const at = left.shift(), hits = await hitsIn(rules.names[at], patterns);
          if (!isLast()) return;
          if (!hits.length) continue;
          found += hits.length;
          editions += 1;
          await show(at, hits, query, patterns);
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
