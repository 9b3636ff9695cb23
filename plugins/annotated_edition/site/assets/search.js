/* The search: the same for a site, for a folder on a disk and for a single page.

   Its panel stands in the page (search.html), its index is a script beside this one, loaded when it is first needed, or
   is in the page as well. How texts are compared, and which queries are numbers of footnotes, comes with the index:
   these are the rules of views/lookup.py. A word is found where it stands, in any of its spellings, or in a language whose
   words are told apart at the beginning of words and in its other forms; what stands in quotation marks as it is. Of
   several words all must stand in an entry. What is shown first is decided by the order of the groups in the index (site/search.py). */
(() => {
  "use strict";
  const source = document.currentScript.src; // empty where this stands in the page
  const dialog = document.querySelector("dialog.ae-search");
  if (!dialog?.showModal) return;
  const words = dialog.dataset, form = dialog.querySelector("form"), field = form.querySelector("input");
  const name = form.querySelector("label"), said = dialog.querySelector("[role=status]");
  const list = dialog.querySelector(".ae-search-hits");

  const OPEN = 3; // as many hits of a page are shown before the others are asked for
  const MANY = 50; // as many hits that stand alone, and as many groups
  const SLICE = 8; // ms of work between two chances to type
  const BEFORE = 40, LENGTH = 120; // of a long sentence an excerpt shows so much before the word, and so much in all
  const CARRIED = "annotated-edition.found"; // what is to be marked on the page that a hit leads to
  const MARKS = "ae-found";

  // --- the index -----------------------------------------------------------------------

  let given, index;
  window.aeSearch = (data) => { given = data; };

  const load = () => index ??= new Promise((done, failed) => {
    if (given) return done();
    const script = document.createElement("script");
    Object.assign(script, { src: new URL("search-index.js", source).href, onload: done, onerror: failed });
    document.head.append(script);
  }).then(() => prepare(given), (error) => {
    index = undefined; // the next query asks again
    throw error;
  });

  const prepare = ({ rules, groups }) => ({
    ...comparing(rules), groups,
    number: new RegExp(`^(?:${rules.number})$`, "iu"),
    separators: new RegExp(rules.separators, "u"),
    spaced: new RegExp(rules.spaced, "giu"),
    label: new RegExp(`^(?:${rules.label})$`, "iu"),
    chapter: new RegExp(rules.chapter, "giu"),
  });

  // {{ compare.js }}

  // --- where it stands -----------------------------------------------------------------

  // What folds on its own: a character with the marks that may merge with it (カ with ﾞ), or a run of Korean letters.
  const CLUSTER = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7ff\uffa0-\uffdc]+|.[\p{M}\uff9e\uff9f]*/gsu;

  /** A text folded, with the start and the end in the text of what each character comes from. */
  const trace = (text, { steps }) => {
    let folded = "", starts = [], ends = [];
    for (const { 0: cluster, index: at } of text.matchAll(CLUSTER)) {
      const part = plain(cluster);
      folded += part;
      for (let n = part.length; n; n--) { starts.push(at); ends.push(at + cluster.length); }
    }
    for (const [pattern, by] of steps) {
      const kept = [[], []];
      let next = 0;
      const keep = (to) => { for (; next < to; next++) { kept[0].push(starts[next]); kept[1].push(ends[next]); } };
      const shorter = folded.replace(pattern, (...found) => {
        const put = by(...found), at = found.at(-2);
        keep(at + put.length);
        next = at + found[0].length;
        return put;
      });
      keep(folded.length);
      [folded, starts, ends] = [shorter, ...kept];
    }
    return { folded, starts, ends };
  };

  const placesOf = ({ folded, starts, ends }, pattern) => [...folded.matchAll(pattern)]
    .map(({ 0: { length }, index: at }) => [starts[at], ends[at + length - 1]]);

  /** The parts [start, end] of a traced text that the patterns find; in order, apart from each other. */
  const rangesOf = (traced, patterns) => {
    const merged = [];
    for (const [start, end] of patterns.flatMap((each) => placesOf(traced, each)).sort((a, b) => a[0] - b[0])) {
      const last = merged.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else merged.push([start, end]);
    }
    return merged;
  };

  // --- finding -------------------------------------------------------------------------

  /** The footnotes that a query asks for by their labels, and what does not exist; null where it asks for words. */
  const labelsOf = (query, labels, rules) => {
    const named = query.normalize("NFKC").trim().replace(rules.chapter, "$1$2:").replace(rules.spaced, "$1");
    const parts = named.split(rules.separators).filter(Boolean).map((part) => askedFor(part, labels, rules));
    if (!parts.length || !parts.every(Boolean)) return null;
    return { wanted: new Set(parts.flatMap(([own]) => own)), unknown: [...new Set(parts.flatMap(([, none]) => none))] };
  };

  const askedFor = (part, labels, { number, label }) => {
    const found = part.match(number), same = (one, other) => one.toLowerCase() === other.toLowerCase();
    if (!found) {
      const [, name] = part.match(label) ?? [];
      const own = labels.filter((each) => name && (same(each, name) || same(each.replace(/^.*:/, ""), name)));
      return own.length ? [own, []] : null;
    }
    const chapter = found[1] ?? "", ends = [Number(found[2]), Number(found[3] ?? found[2])].sort((a, b) => a - b);
    const own = labels.map((each) => [each, ...(each.match(/^(?:(.*):)?(\d+)$/) ?? []).slice(1)])
      .filter(([, within = "", n]) => n && (!chapter || same(within, chapter)));
    const numbers = own.map(([, , n]) => Number(n));
    let missing = [...new Set(ends)].filter((n) => !(n >= Math.min(...numbers) && n <= Math.max(...numbers)));
    if (!missing.length && ends[0] === ends[1] && !numbers.includes(ends[0])) missing = [ends[0]];
    const wanted = missing.length ? [] : own.filter(([, , n]) => ends[0] <= n && n <= ends[1]).map(([each]) => each);
    return [wanted, missing.map((n) => (chapter ? `${chapter}:${n}` : String(n)))];
  };

  /** The text in which words are looked for; the number in a footnote's title is no word. */
  const textOf = (entry, { labels }, { fold }) => {
    const [, title, , text] = entry;
    return entry.folded ??= [labels ? "" : title, ...text.split("\n")].map(fold).join("\n");
  };

  /** Blocks of hits for a query: what is called so, then by group; null where another query has come meanwhile. */
  const search = async (query, footnotesOnly, isLast) => {
    const rules = await load();
    const footnotes = rules.groups.find(({ labels }) => labels);
    const numbers = footnotes && labelsOf(query, footnotes.labels, rules);
    const patterns = patternsOf(query, rules);
    const whole = patternOf(partsOf(query, rules).map(({ text }) => text).join(" "), rules, { whole: true });
    const first = [], exact = [], others = [];
    if (numbers) {
      const hits = footnotes.entries.filter((_, at) => numbers.wanted.has(footnotes.labels[at]));
      first.push({ ...footnotes, hits, limit: MANY, patterns: [] });
    }
    const words = patterns.length && !(numbers && footnotesOnly);
    let end = performance.now() + SLICE;
    for (const group of words ? rules.groups.filter(({ labels }) => labels || !footnotesOnly) : []) {
      if (footnotesOnly) group.own ??= group.entries.map(([a, b, c, text, more]) => [a, b, c, `${text}\n\n${more ?? ""}`]);
      const hits = (footnotesOnly ? group.own : group.entries).filter((entry) => {
        const own = textOf(entry, group, rules);
        if (!patterns.some((each) => holds(own, each)) || first[0]?.hits.includes(entry)) return false;
        const all = `${own}\n${rules.fold(entry[2])}\n${rules.fold(group.title)}`;
        return patterns.every((each) => holds(all, each));
      });
      const called = hits.filter((entry) => holds(textOf(entry, group, rules), whole));
      exact.push({ ...group, hits: called, limit: OPEN, patterns });
      others.push({ ...group, hits: hits.filter((each) => !called.includes(each)), limit: footnotesOnly ? MANY : OPEN, patterns });
      if (performance.now() < end) continue;
      await new Promise((done) => setTimeout(done));
      if (!isLast()) return null;
      end = performance.now() + SLICE;
    }
    const blocks = [...first, ...exact, ...others].filter(({ hits }) => hits.length);
    return { blocks, unknown: numbers?.unknown ?? [], rules };
  };

  // --- showing -------------------------------------------------------------------------

  const element = (tag, className, ...children) => {
    const made = Object.assign(document.createElement(tag), { className });
    made.append(...children);
    return made;
  };

  /** A part of a text, the ranges marked, its lines one after the other. */
  const marked = (text, ranges, from = 0, to = text.length) => {
    const parts = [], oneLine = (part) => part.replace(/\n+/g, " · ");
    let at = from;
    for (const [start, end] of ranges.filter(([start, end]) => start >= from && end <= to)) {
      parts.push(oneLine(text.slice(at, start)), element("mark", "", oneLine(text.slice(start, end))));
      at = end;
    }
    return [...parts, oneLine(text.slice(at, to))];
  };

  const SENTENCE = /[^\n。！？]*?(?:[。！？]+[」』）)]*|[.!?](?= )|(?=\n|$))/g;

  /** Whole sentences with the first place of each word; those at the beginning where the text holds none. */
  const excerpt = (text, patterns, rules) => {
    const traced = trace(text, rules), ranges = rangesOf(traced, patterns);
    const sentences = [...text.matchAll(SENTENCE)].filter(([each]) => each).map((each) => [each.index, each.index + each[0].length]);
    const places = patterns.map((each) => placesOf(traced, each)[0]?.[0]).filter((at) => at !== undefined);
    const out = [];
    let shown = 0;
    for (const at of places.length ? places.sort((a, b) => a - b) : [0]) {
      if (shown && at < shown) continue;
      const nth = sentences.findIndex(([, end]) => at < end);
      if (nth < 0) continue;
      const [begin, end] = sentences[nth];
      const from = end - begin > LENGTH && at - begin > BEFORE ? cut(text, ranges, at - BEFORE) : begin;
      let to = end - from > LENGTH ? cut(text, ranges, from + LENGTH) : end;
      for (let next = nth + 1; to >= end && sentences[next]?.[1] - from <= LENGTH; next++) {
        if (text.slice(to, sentences[next][0]).includes("\n\n")) break; // where something else begins
        to = sentences[next][1];
      }
      if (from > begin || (shown && from > shown)) out.push("…");
      out.push(...marked(text, ranges, Math.max(from, shown), to));
      if (to < end) out.push("…");
      shown = to;
    }
    return out;
  };

  /** Where to cut a text near `at`: not within a mark, nor between the halves of a character. */
  const cut = (text, ranges, at) => {
    const range = ranges.find(([start, end]) => start < at && at < end);
    const place = range ? range[1] : at;
    return text.codePointAt(place - 1) > 0xffff ? place - 1 : place;
  };

  /** Puts the first items into an element; a button brings the others. */
  const fill = (into, items, limit, make, count) => {
    into.append(...items.slice(0, limit).map(make));
    const rest = items.slice(limit);
    if (!rest.length) return;
    const button = element("button", "ae-search-more", words.aeMore.replace("{n}", count(rest)));
    button.type = "button";
    button.addEventListener("click", () => {
      const made = rest.map(make);
      button.replaceWith(...made);
      made[0].querySelector("a").focus();
    });
    into.append(button);
  };

  const root = source ? new URL("../../", source) : location;
  const isHere = (url) => url.href.replace(/#.*/, "") === location.href.replace(/#.*/, "");

  const hitOf = ([address, title, heading, text], { title: page, patterns }, rules) => {
    const shown = title || heading || (text ? "" : page), url = new URL(address, root);
    if (url.protocol === "file:" && !isHere(url)) url.searchParams.set("h", field.value.trim());
    const link = element("a", "");
    link.href = url.href;
    if (shown) link.append(element("span", "ae-search-title", ...marked(shown, rangesOf(trace(shown, rules), patterns))), " ");
    if (text) link.append(element("span", "ae-search-excerpt", ...excerpt(text, patterns, rules)));
    return element("div", "ae-search-hit", link);
  };

  const blockOf = (block, rules) => {
    const { kind, title, hits, limit } = block;
    const head = element("p", "ae-search-kind", element("span", "ae-search-tag", kind), title === kind ? "" : ` ${title}`);
    const made = element("div", "ae-search-block", head);
    fill(made, hits, limit, (hit) => hitOf(hit, block, rules), (rest) => rest.length);
    return made;
  };

  const sum = (blocks) => blocks.reduce((n, { hits }) => n + hits.length, 0);

  const show = ({ blocks, unknown, rules }, none) => {
    const found = sum(blocks), missing = unknown.map((n) => words.aeUnknown.replace("{n}", n));
    const count = found ? words.aeFound.replace("{n}", found) : missing.length ? "" : none;
    said.textContent = [count, ...missing].filter(Boolean).join(" ");
    list.replaceChildren();
    list.scrollTop = 0;
    fill(list, blocks, MANY, (block) => blockOf(block, rules), sum);
  };

  // --- the panel -----------------------------------------------------------------------

  let footnotesOnly = false, asked = 0;

  const answer = async () => {
    const mine = ++asked, query = field.value.trim();
    const isLast = () => mine === asked;
    try {
      const found = query && await search(query, footnotesOnly, isLast);
      if (!isLast()) return;
      if (found) return show(found, footnotesOnly ? words.aeNoFootnote : words.aeNone);
      said.textContent = "";
    } catch {
      if (!isLast()) return;
      said.textContent = words.aeFailed;
    }
    list.replaceChildren();
  };

  const open = (scope) => {
    footnotesOnly = scope === "footnotes";
    name.textContent = footnotesOnly ? words.aeFootnotes : words.aeSearch;
    window.CSS?.highlights?.delete(MARKS);
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
    load().catch(() => {}); // is said when something is asked
    answer();
  };

  field.addEventListener("input", answer);
  field.addEventListener("paste", (event) => { // a field of one line would join the lines
    const text = event.clipboardData.getData("text");
    if (!text.includes("\n")) return;
    event.preventDefault();
    field.setRangeText(text.trim().replace(/\s+/g, " "), field.selectionStart, field.selectionEnd, "end");
    answer();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method has the keys
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would be emptied first
      dialog.close();
    } else if (step) {
      event.preventDefault();
      const stops = [field, ...list.querySelectorAll("a, button")];
      stops[Math.max(0, stops.indexOf(document.activeElement) + step)]?.focus();
    }
  });
  dialog.addEventListener("click", (event) => {
    const { target } = event, link = target.closest(".ae-search-hit > a");
    if (target === dialog || target.closest(".ae-search-close")) return dialog.close();
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    dialog.close();
    const query = field.value.trim();
    if (isHere(link)) return setTimeout(() => mark(query, link.hash)); // when the page is there
    try { sessionStorage[CARRIED] = JSON.stringify([link.href, query]); } catch { /* nothing will be marked */ }
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button.ae-search-open");
    if (button) open(button.dataset.aeScope);
  });

  // Alt+Shift+F opens the search on every page; the list of footnotes has a switch for it.
  const SHORTCUT = "annotated-edition.shortcut", box = document.querySelector("input.ae-shortcut");
  let shortcut = true;
  try { shortcut = localStorage[SHORTCUT] !== "off"; } catch { /* not kept */ }
  addEventListener("keydown", (event) => {
    if (!shortcut || !event.altKey || !event.shiftKey || event.code !== "KeyF" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  }, true);
  if (box) box.checked = shortcut;
  box?.addEventListener("change", () => {
    shortcut = box.checked;
    try { localStorage[SHORTCUT] = shortcut ? "on" : "off"; } catch { /* for this page only */ }
  });

  // footnotes/?n=12-15 asks for footnotes.
  const numbers = new URLSearchParams(location.search).get("n");
  if (numbers && document.querySelector("button.ae-search-open[data-ae-scope=footnotes]")) {
    field.value = numbers;
    open("footnotes");
  }

  // --- marks on the page that a hit leads to -------------------------------------------

  const LEFT_OUT = "sup, rt, rp, script, template, .ae-note, .ae-beside";
  const BLOCK = "p, li, dt, dd, td, th, h1, h2, h3, h4, h5, h6, blockquote, summary, div, article";

  /** Marks the words of a query in the outermost article with the element that an address names; the page stays as it is. */
  const mark = async (query, hash) => {
    const rules = window.Highlight && await load().catch(() => null);
    if (!rules) return;
    let article = document.getElementById(hash.slice(1))?.closest("article");
    while (article?.parentElement.closest("article")) article = article.parentElement.closest("article");
    article ??= document.querySelector("main article") ?? document.body;
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "", block = null;
    while (walker.nextNode()) {
      const { parentElement: parent, data } = walker.currentNode;
      if (parent.closest(LEFT_OUT)) continue;
      if (block !== parent.closest(BLOCK)) text += "\ue000"; // which no query holds
      block = parent.closest(BLOCK);
      nodes.push({ node: walker.currentNode, from: text.length });
      text += data;
    }
    const at = (offset) => {
      const { node, from } = nodes.findLast((each) => each.from <= offset);
      return [node, Math.min(offset - from, node.length)];
    };
    const ranges = rangesOf(trace(text, rules), patternsOf(query, rules)).map(([start, end]) => {
      const range = document.createRange(), [last, length] = at(end - 1);
      range.setStart(...at(start));
      range.setEnd(last, length + 1);
      return range;
    });
    CSS.highlights.set(MARKS, new Highlight(...ranges));
  };

  const carried = () => { // in the address only on a disk: no server is told what was searched for
    if (location.protocol === "file:") return new URLSearchParams(location.search).get("h");
    try {
      const [address, query] = JSON.parse(sessionStorage[CARRIED] ?? "[]");
      delete sessionStorage[CARRIED];
      return address === location.href ? query : null;
    } catch {
      return null;
    }
  };
  const query = carried();
  if (query) mark(query, location.hash);
})();
