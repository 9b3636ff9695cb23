/* Finds exact substrings, in place of Material's worker, whose stemmed words fail in Japanese.

   A text holds a word if it does so once both are folded: compatibility forms made plain (NFKC: ｼﾞ is ジ, ㌔ is キロ),
   in upper case, without white space and what else is invisible. A query is words between white space; an entry of the
   index is found if its title or text holds each of them.

   The messages are those of Material's worker (9.8, integrations/search): {type: 0, data: index} is answered by
   {type: 1}, {type: 2, data: query} by {type: 3, data: {items}}. On file:// there is no worker and this runs in a frame:
   so it is one plain script that loads nothing. */
"use strict";

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;

// \s and, among others, zero-width space, word joiner, soft hyphen, and the selectors of a character's variant (葛󠄀).
const INVISIBLE = /[\s\p{Default_Ignorable_Code_Point}]/gu;

// What folds on its own: a character with the marks that may merge with it (カ with ﾞ), or a run of Korean letters.
const CLUSTER = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7ff\uffa0-\uffdc]+|.[\p{M}\uff9e\uff9f]*/gsu;

const IN_TITLE = 1000; // what a word in the title counts; each place in the text counts 1, up to MOST
const MOST = 99;
const OPEN = 3; // as many hits of a page are shown before the others are folded away
const BEFORE = 40; // an excerpt begins with the sentence, but at most so many characters before the word
const LENGTH = 120; // and is so long

let entries = [];

addEventListener("message", ({ data: message }) => {
  if (message.type === SETUP) {
    entries = readIndex(message.data.docs);
    postMessage({ type: READY });
  } else if (message.type === QUERY) {
    postMessage({ type: RESULT, data: { items: search(message.data) } });
  }
});

/** The entries of the index, each with its page's: the first one that has the same address before the #. */
function readIndex(docs) {
  const pages = new Map();
  return docs.map(({ location, title, text }) => {
    const entry = { location, title: readText(title), text: readText(text) };
    const address = location.split("#")[0];
    if (!pages.has(address)) pages.set(address, entry);
    entry.page = pages.get(address);
    return entry;
  });
}

/** A text of the index, which is HTML of a few tags and three entities: as plain text, and folded. */
function readText(html) {
  const plain = html
    .replace(/<\/?(?:sub|sup|code)>/g, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/&(?:lt|gt|amp);/g, (entity) => ({ "&lt;": "<", "&gt;": ">", "&amp;": "&" })[entity])
    .replace(/\s+/g, " ")
    .trim();
  return { plain, folded: fold(plain) };
}

/** A text as it is compared; in upper case, because lower case depends on what stands beside a letter (ς). */
function fold(text) {
  return text.normalize("NFKC").toUpperCase().replace(INVISIBLE, "");
}

/** The hits of a query in groups, one a page, the best first; equally good ones keep the order of the index. */
function search(query) {
  const words = [...new Set(query.split(/\s+/).map(fold))].filter(Boolean);
  if (!words.length) return [];
  const pages = new Map();
  for (const entry of entries) {
    const score = rate(entry, words);
    if (!score) continue;
    if (!pages.has(entry.page)) pages.set(entry.page, []);
    pages.get(entry.page).push({ entry, score });
  }
  const groups = [...pages.values()].map((hits) => hits.sort((a, b) => b.score - a.score));
  groups.sort(([a], [b]) => b.score - a.score);
  return groups.map((hits) => present(hits, words));
}

/** How well an entry answers, 0 where it lacks a word: titles before frequency, a title that is the query before all. */
function rate({ title, text }, words) {
  let score = title.folded === words.join("") ? IN_TITLE : 0;
  for (const word of words) {
    const found = (title.folded.includes(word) ? IN_TITLE : 0) + Math.min(places(text, word).length, MOST);
    if (!found) return 0;
    score += found;
  }
  return score;
}

/** Where a folded text holds a word, without overlaps. */
function places({ folded }, word) {
  const found = [];
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) found.push(at);
  return found;
}

/** The hits of a page as Material renders them. Its own entry is always among them: its title says where they are. */
function present(hits, words) {
  const { entry: best, score: top } = hits[0];
  const items = hits.map(({ entry, score }, rank) => {
    // Material folds away what scores less than the first, and shows the text of a page's own entry only if it is first
    // and all others are folded away.
    const open = rank < OPEN && best !== best.page && entry !== entry.page;
    const title = findRanges(entry.title, words);
    const text = findRanges(entry.text, words);
    return {
      location: entry.location,
      title: mark(entry.title.plain, title),
      text: excerpt(entry.text, text, words),
      score: open ? top : score,
      terms: Object.fromEntries([...asWritten(entry.title, title), ...asWritten(entry.text, text)]),
    };
  });
  if (hits.every(({ entry }) => entry !== best.page)) {
    items.push({ location: best.page.location, title: mark(best.page.title.plain, []), text: "", score: 0, terms: {} });
  }
  return items;
}

/** What was found, as the page writes it, for Material to highlight when it is opened. */
function asWritten({ plain }, ranges) {
  return ranges.map(([start, end]) => [plain.slice(start, end), true]);
}

/** The parts [start, end] of the plain text that hold the words; in order, apart from each other. */
function findRanges(text, words) {
  const found = words.flatMap((word) => places(text, word).map((at) => [at, at + word.length]));
  if (!found.length) return [];
  const { starts, ends } = text.origin ??= trace(text);
  const merged = [];
  for (const [first, last] of found.sort((a, b) => a[0] - b[0])) {
    const start = starts[first], end = ends[last - 1], previous = merged.at(-1);
    if (previous && start <= previous[1]) previous[1] = Math.max(previous[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

/** For each place of the folded text, the start and end in the plain text of what it comes from. */
function trace({ plain, folded }) {
  const starts = new Uint32Array(folded.length), ends = new Uint32Array(folded.length);
  let at = 0;
  for (const { 0: cluster, index } of plain.matchAll(CLUSTER)) {
    const next = at + foldedLength(cluster);
    starts.fill(index, at, next);
    ends.fill(index + cluster.length, at, next);
    at = next;
  }
  return { starts, ends };
}

const lengths = new Map();

function foldedLength(cluster) {
  if (!lengths.has(cluster)) lengths.set(cluster, fold(cluster).length);
  return lengths.get(cluster);
}

/** The surroundings of each word's first place; the beginning of the text where it holds none. */
function excerpt(text, ranges, words) {
  const { plain, folded, origin } = text;
  const found = words.map((word) => folded.indexOf(word)).filter((at) => at >= 0).sort((a, b) => a - b);
  const parts = [];
  let to = 0;
  for (const start of found.length ? found.map((at) => origin.starts[at]) : [0]) {
    if (start < to) continue; // shown already
    const lead = plain.slice(Math.max(to, start - BEFORE), start);
    const sentence = lead.search(/[^。．！？\s][^。．！？]*$|$/);
    const from = cut(plain, ranges, start - lead.length + sentence, "before");
    if (from > to) parts.push("…");
    to = cut(plain, ranges, from + LENGTH, "after");
    parts.push(mark(plain, ranges, from, to));
  }
  if (to < plain.length) parts.push("…");
  return parts.join("");
}

/** Where to cut a text near `at`: not between the halves of a character, and before or after what is marked. */
function cut(plain, ranges, at, side) {
  const range = ranges.find(([start, end]) => start < at && at < end);
  if (range) return side === "before" ? range[0] : range[1];
  const halves = plain.codePointAt(at - 1) > 0xffff;
  return Math.min(halves ? at - 1 : at, plain.length);
}

/** A part of a text as HTML, the ranges marked. */
function mark(plain, ranges, from = 0, to = plain.length) {
  let html = "", at = from;
  for (const [start, end] of ranges) {
    if (start < from || end > to) continue;
    html += escape(plain.slice(at, start)) + "<mark data-md-highlight>" + escape(plain.slice(start, end)) + "</mark>";
    at = end;
  }
  return html + escape(plain.slice(at, to));
}

/** Text as HTML. */
function escape(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
