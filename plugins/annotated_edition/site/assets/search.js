/* Finds exact substrings, in place of Material's worker, whose stemmed words fail in Japanese.

   A text holds a word if it does so once both are folded: compatibility forms made plain (NFKC: ｼﾞ is ジ, ㌔ is キロ),
   in upper case, without white space and what else is invisible. A query is words between white space; an entry of the
   index is found if its title or text holds each of them.

   The messages are those of Material's worker (9.8, integrations/search): {type: 0, data: index} is answered by
   {type: 1}, {type: 2, data: query} by {type: 3, data: {items}}. The index names the files of its texts (pages.py); while
   these are on their way a query is answered by what has come, and again by more. On file:// there is no worker and this
   runs in a frame: so it is one plain script, and loads nothing where the index has the texts in itself. */
"use strict";

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;

// \s and, among others, zero-width space, word joiner, soft hyphen, and the selectors of a character's variant (葛󠄀);
// not the ends of lines, which part one text from the next.
const INVISIBLE = /[^\S\n]|\p{Default_Ignorable_Code_Point}/gu;

// What folds on its own: a character with the marks that may merge with it (カ with ﾞ), or a run of Korean letters.
const CLUSTER = /[\u1100-\u11ff\u3131-\u318e\uac00-\ud7ff\uffa0-\uffdc]+|.[\p{M}\uff9e\uff9f]*/gsu;

// Most texts: each character folds to one, or is one of three that fold to none.
const EVEN = /^[ -~\u200b\u2012-\u2016\u2018-\u201f\u2060\u3001-\u3029\u3041-\u3096\u30a0-\u30fe\u4e00-\u9fff\uff01-\uff5d]*$/;
const NONE = " \u200b\u2060";

const IN_TITLE = 1000; // what a word in the title counts; each place in the text counts 1, up to MOST
const MOST = 99;
const OPEN = 3; // as many hits of a page are shown before the others are folded away
const HITS = 100; // as many hits of a page are listed; of more than these, how many they are
const BEFORE = 40; // an excerpt begins with the sentence, but at most so many characters before the word
const LENGTH = 120; // and is so long
const PATIENCE = 200; // ms until a query is answered by what has come; then twice that, and so on

let locations = [], pages = []; // of each entry: its address, the first entry with the same one before the #
let titles, texts = []; // lines of text, see readLines(); those of a file begin with the entry `first`
let missing = []; // files of texts that have not come
let loading = false, query = "", patience = 0, timer = 0;

addEventListener("message", ({ data: message }) => {
  if (message.type === SETUP) {
    readIndex(message.data);
    postMessage({ type: READY });
    load();
  } else if (message.type === QUERY) {
    query = message.data;
    patience = PATIENCE;
    if (!loading) load(); // what failed
    loading && query.trim() ? answerLater() : answer();
  }
});

/** Gets the missing texts, all at once; one that fails is asked for again with the next query. */
async function load() {
  if (!missing.length) return;
  loading = true;
  await Promise.allSettled(missing.map(async (part) => {
    const response = await fetch(new URL(`../../search/${part.file}`, location));
    if (!response.ok) return;
    texts.push(readLines(await response.text(), part.first));
    missing = missing.filter((each) => each !== part);
  }));
  loading = false;
  if (query) answer();
}

function answer() {
  clearTimeout(timer);
  const items = search(query);
  if (items.length || !loading || !query.trim()) postMessage({ type: RESULT, data: { items } });
  if (loading) answerLater();
}

function answerLater() {
  clearTimeout(timer);
  timer = setTimeout(answer, patience);
  patience *= 2;
}

/** The index: its entries, and which texts are still to come. */
function readIndex({ config, docs }) {
  const whole = Array.isArray(docs); // else lines of location and title
  const heads = whole ? docs.map(({ location, title }) => [location, oneLine(title)])
    : docs.split("\n").map((line) => line.split("\t"));
  const known = new Map();
  locations = heads.map(([location]) => location);
  pages = locations.map((location, at) => {
    const address = location.split("#")[0];
    if (!known.has(address)) known.set(address, at);
    return known.get(address);
  });
  titles = readLines(heads.map(([, title]) => title).join("\n"), 0);
  texts = whole ? [readLines(docs.map(({ text }) => oneLine(text)).join("\n"), 0)] : [];
  let first = 0;
  missing = (config?.texts ?? []).map(([file, count]) => ({ file, first: (first += count) - count }));
}

function oneLine(text) {
  return text.replace(/\s+/g, " ");
}

/** Lines, each HTML of a few tags and three entities: as plain texts, and all of them folded, with where each ends. */
function readLines(html, first) {
  const plain = html
    .replace(/<\/?(?:sub|sup|code)>/g, "")
    .replace(/<[^>\n]*>/g, " ")
    .replace(/&(?:lt|gt|amp);/g, (entity) => ({ "&lt;": "<", "&gt;": ">", "&amp;": "&" })[entity])
    .replace(/[^\S\n]{2,}|[^\S\n ]/g, " ");
  const folded = fold(plain), ends = [];
  for (let at = folded.indexOf("\n"); at >= 0; at = folded.indexOf("\n", at + 1)) ends.push(at);
  return { first, plain: plain.split("\n"), folded, ends: [...ends, folded.length] };
}

/** A line, plain and folded. */
function textOf({ first, plain, folded, ends }, entry) {
  const at = entry - first;
  return { plain: plain[at].trim(), folded: folded.slice(at && ends[at - 1] + 1, ends[at]) };
}

/** A text as it is compared; in upper case, because lower case depends on what stands beside a letter (ς). */
function fold(text) {
  return text.normalize("NFKC").toUpperCase().replace(INVISIBLE, "");
}

/** The hits of a query in groups, one a page, the best first; equally good ones keep the order of the index. */
function search(query) {
  const words = [...new Set(query.split(/\s+/).map(fold))].filter(Boolean);
  if (!words.length) return [];
  const groups = new Map();
  rate(words).forEach((score, entry) => {
    if (!score) return;
    if (!groups.has(pages[entry])) groups.set(pages[entry], []);
    groups.get(pages[entry]).push({ entry, score });
  });
  const ranked = [...groups.values()].map((hits) => hits.sort((a, b) => b.score - a.score));
  ranked.sort(([a], [b]) => b.score - a.score);
  return ranked.map((hits) => present(hits, words));
}

/** How well each entry answers, 0 where it lacks a word: titles before frequency, a title that is the query first. */
function rate(words) {
  const scores = new Uint32Array(locations.length);
  words.forEach((word, nth) => {
    const found = new Uint32Array(scores.length);
    tally(titles, word, (entry) => { found[entry] = IN_TITLE; });
    for (const lines of texts) tally(lines, word, (entry) => { if (found[entry] % IN_TITLE < MOST) found[entry] += 1; });
    for (let at = 0; at < scores.length; at++) {
      scores[at] = found[at] && (!nth || scores[at]) ? scores[at] + found[at] : 0;
    }
  });
  const whole = words.join("");
  return scores.map((score, entry) => score >= IN_TITLE && textOf(titles, entry).folded === whole ? score + IN_TITLE : score);
}

/** Says of each place where lines hold a word, without overlaps, in which entry it is. */
function tally({ first, folded, ends }, word, say) {
  let line = 0;
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
    while (ends[line] < at) line++;
    if (first + line < locations.length) say(first + line);
  }
}

/** Where a folded text holds a word, without overlaps. */
function places({ folded }, word) {
  const found = [];
  for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) found.push(at);
  return found;
}

/** The hits of a page as Material renders them. Its own entry is always among them: its title says where they are. */
function present(hits, words) {
  const { entry: best, score: top } = hits[0], page = pages[best];
  const listed = hits.slice(0, HITS);
  const items = listed.map(({ entry, score }, rank) => {
    // Material folds away what scores less than the first, and shows the text of a page's own entry only if it is first
    // and all others are folded away.
    const open = rank < OPEN && best !== page && entry !== page;
    const lines = texts.find(({ first, ends }) => first <= entry && entry < first + ends.length);
    const title = textOf(titles, entry), text = lines ? textOf(lines, entry) : { plain: "", folded: "" };
    const inTitle = findRanges(title, words), inText = findRanges(text, words);
    return {
      location: locations[entry],
      title: mark(title.plain, inTitle),
      text: excerpt(text, inText, words),
      score: open ? top : score,
      terms: Object.fromEntries([...asWritten(title, inTitle), ...asWritten(text, inText)]),
    };
  });
  const more = (location, title) => items.push({ location, title, text: "", score: 0, terms: {} });
  if (listed.every(({ entry }) => entry !== page)) more(locations[page], mark(textOf(titles, page).plain, []));
  if (hits.length > HITS) more(`${locations[page]}#`, `… +${hits.length - HITS}`);
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
  const { starts, ends } = text.origin = trace(text);
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
  if (EVEN.test(plain)) {
    for (let index = 0; index < plain.length; index++) {
      if (NONE.includes(plain[index])) continue;
      starts[at] = index;
      ends[at++] = index + 1;
    }
    return { starts, ends };
  }
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
