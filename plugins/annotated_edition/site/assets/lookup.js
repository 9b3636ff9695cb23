/* The field of the list of footnotes: picks among the entries that are on the page, by the rules of lookup.py, whose
   patterns and texts the page carries. */
(() => {
  "use strict";
  const form = document.querySelector(".ae-find");
  if (!form) return;
  const field = form.elements.n, said = form.querySelector("[role=status]"), words = form.dataset;
  const number = new RegExp(`^(?:${words.number})$`, "i"), separators = new RegExp(words.separators);
  const spaced = new RegExp(words.spaced, "gi");
  const cards = [...document.querySelectorAll(".ae-card[data-number]")];
  const known = cards.map((card) => Number(card.dataset.number));
  const lowest = Math.min(...known), highest = Math.max(...known);
  const folded = (text) => text.replace(/[\s\u200b]+/g, "").toUpperCase().toLowerCase();

  const lookup = (query) => {
    const parts = query.normalize("NFKC").trim().replace(spaced, "$1").split(separators).filter(Boolean);
    const ranges = parts.map((part) => part.match(number));
    const wanted = new Set(), unknown = new Set();
    if (parts.length && ranges.every(Boolean)) {
      for (const [, one, other = one] of ranges) {
        const [first, last] = [Number(one), Number(other)].sort((a, b) => a - b);
        let wrong = [first, last].filter((n) => n < lowest || n > highest);
        if (!wrong.length && first === last && !known.includes(first)) wrong = [first];
        for (const n of wrong) unknown.add(n);
        if (!wrong.length) for (const n of known) if (first <= n && n <= last) wanted.add(n);
      }
    } else if (parts.length) {
      const words = parts.map(folded);
      for (const { dataset } of cards) {
        if (words.every((word) => dataset.text.includes(word))) wanted.add(Number(dataset.number));
      }
    }
    return { asked: parts.length > 0, wanted, unknown: [...unknown] };
  };

  const answer = () => {
    const { asked, wanted, unknown } = lookup(field.value);
    for (const card of cards) card.hidden = asked && !wanted.has(Number(card.dataset.number));
    const missing = unknown.map((n) => words.unknown.replace("{n}", n));
    const count = wanted.size ? words.found.replace("{n}", wanted.size) : unknown.length ? "" : words.none;
    said.textContent = asked ? [count, ...missing].filter(Boolean).join(" ") : "";
  };

  const address = () => { // the answer can be bookmarked; it adds nothing to the history
    const url = new URL(location);
    url.hash = "";
    field.value.trim() ? url.searchParams.set("n", field.value.trim()) : url.searchParams.delete("n");
    try {
      history.replaceState(history.state, "", url);
    } catch { /* a browser that forbids it for files */ }
  };

  // #fn-17 leads to its entry, though the field has put it aside.
  const target = () => {
    const card = cards.find(({ id }) => `#${id}` === location.hash);
    if (location.hash === "#find") field.focus();
    if (!card?.hidden) return;
    field.value = "";
    answer();
    card.scrollIntoView();
  };

  field.addEventListener("input", () => { answer(); address(); });
  form.addEventListener("submit", (event) => { // Enter goes to the first entry found
    event.preventDefault();
    const card = cards.find((each) => !each.hidden);
    if (!card || !field.value.trim()) return;
    card.tabIndex = -1;
    card.focus();
  });
  addEventListener("hashchange", target);

  const shortcut = document.getElementById("find-shortcut"), { dataset } = document.documentElement; // see edition.js
  shortcut.checked = dataset.shortcut !== "off";
  shortcut.addEventListener("change", () => {
    dataset.shortcut = shortcut.checked ? "on" : "off";
    try { localStorage["annotated-edition.shortcut"] = dataset.shortcut; } catch { /* for this page only */ }
  });

  form.hidden = false;
  field.value = new URLSearchParams(location.search).get("n") ?? "";
  answer();
  target();
})();
