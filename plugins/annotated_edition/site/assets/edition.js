/* What only a script can do. Without it a reference leads to its end note and a term to the glossary.

   What it reads in a page are attributes `data-ae-…`, which nobody but the package may write (reading/markup.py). */
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const source = document.currentScript.src; // empty where this stands in the page
  const root = document.documentElement;

  // --- cards: what a number, a term or an element says, opened in place, on any page ----

  const ROOM = 8; // px around a card
  const WANTED = "a[data-ae-note]";
  const made = new Map(); // cards by their ids
  const isOpen = (card) => card?.matches(":popover-open");
  let open = null, opener = null; // the card that was opened last, at which link
  let pressed = false; // whether a link was pressed with its card open: that is closed before the click
  let given, loading;
  window.aeCards = (cards) => { given = cards; };

  const load = () => loading ??= new Promise((done) => {
    if (given || !source) return done();
    const onerror = () => done(loading = undefined); // and is asked for again
    const src = new URL("cards.js", source).href;
    document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror }));
  });

  const make = (id, place) => {
    if (!given || !Object.hasOwn(given, id)) return null;
    const template = document.createElement("template");
    template.innerHTML = given[id];
    const card = template.content.firstElementChild;
    for (const link of card.querySelectorAll("a[href]")) { // as addresses from the root of the site
      link.href = new URL(link.getAttribute("href"), source ? new URL("../../", source) : document.baseURI);
    }
    for (const button of card.querySelectorAll("[data-ae-copy]")) button.hidden = false;
    place.append(card);
    made.set(id, card);
    return card;
  };

  const cardOf = async (link) => {
    const id = link.dataset.aeNote;
    if (!made.has(id)) await load();
    return made.get(id) ?? make(id, link.closest(".md-content__inner") ?? document.body);
  };

  // Below the link where there is room, else above.
  const place = (card, link) => {
    const lines = link.getClientRects();
    const first = lines[0], last = lines[lines.length - 1];
    card.style.maxHeight = "none";
    const below = innerHeight - last.bottom - 2 * ROOM, above = first.top - 2 * ROOM;
    const under = card.offsetHeight <= below || below >= above;
    card.style.maxHeight = `${Math.max(under ? below : above, 0)}px`;
    const { left, right } = (link.closest(".md-content__inner") ?? document.body).getBoundingClientRect();
    const middle = last.left + (last.width - card.offsetWidth) / 2;
    card.style.left = `${scrollX + Math.max(left, Math.min(middle, right - card.offsetWidth))}px`;
    card.style.top = `${scrollY + (under ? last.bottom + ROOM : first.top - ROOM - card.offsetHeight)}px`;
  };

  // What is opened from a card takes its place, and leads back to it.
  const show = (link, card, before = null) => {
    if (open) hide();
    [open, opener] = [card, link];
    const back = card.querySelector(".ae-previous");
    back.hidden = !before;
    back.onclick = () => show(link, before);
    link.focus({ preventScroll: true });
    link.setAttribute("aria-expanded", "true");
    card.showPopover({ source: link }); // Tab goes from the link into the card
    place(card, link);
  };

  const hide = () => {
    if (!open) return;
    const [card, link] = [open, opener];
    open = opener = null;
    if (card.contains(document.activeElement)) link.focus({ preventScroll: true });
    if (isOpen(card)) card.hidePopover();
    link.setAttribute("aria-expanded", "false");
  };

  if (root.showPopover) {
    for (const link of document.querySelectorAll(WANTED)) link.setAttribute("aria-expanded", "false");
    for (const type of ["pointerover", "focusin"]) {
      document.addEventListener(type, ({ target }) => target.closest(`${WANTED}, .ae-beside`) && load());
    }
    const linkAt = (target) => target.closest(WANTED) ?? target.closest(".ae-beside")?.previousElementSibling.firstElementChild;
    document.addEventListener("pointerdown", ({ target }) => {
      const link = linkAt(target);
      pressed = Boolean(link) && open !== null && open === made.get(link.dataset.aeNote);
    }, true);
    document.addEventListener("click", async (event) => {
      const link = linkAt(event.target);
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const before = open?.contains(link) ? open : null, at = before ? opener : link;
      const card = await cardOf(link);
      if (!card) location.href = link.href;
      else if (event.detail ? pressed : isOpen(card)) hide();
      else show(at, card, before);
    });
    document.addEventListener("pointerup", ({ target }) => { // outside; the browser's own way misses some
      if (open && !open.contains(target) && !linkAt(target)) hide();
    });
    document.addEventListener("toggle", ({ target, newState }) => { // by Esc, by the button
      if (target === open && newState === "closed") hide();
    }, true);
    document.addEventListener("focusin", ({ target }) => { // never cover what has the focus
      if (open && target !== opener && !open.contains(target)) hide();
    });
    addEventListener("resize", () => isOpen(open) && place(open, opener));
  }

  // --- remarks beside the text ----------------------------------------------------------

  // Where many references follow each other some remarks would stand far below their lines: those are left out.
  const FAR = 110;
  const settle = () => {
    const remarks = [...document.querySelectorAll(".ae-beside")];
    for (const remark of remarks) remark.hidden = false;
    const sizes = remarks.map((remark) => {
      const { float, marginTop, marginBottom } = getComputedStyle(remark);
      const gap = parseFloat(marginTop) + parseFloat(marginBottom);
      return float !== "none" && [remark.previousElementSibling.getBoundingClientRect().top, remark.offsetHeight + gap];
    });
    let end = -Infinity;
    sizes.forEach((size, n) => {
      if (!size) return;
      const far = end - size[0] > FAR;
      remarks[n].hidden = far;
      if (!far) end = Math.max(end, size[0]) + size[1];
    });
  };
  settle();
  addEventListener("resize", settle);
  document.fonts?.ready.then(settle);

  // --- what the reader chooses for the text, kept for the next page -----------------------

  const KEPT = "annotated-edition.reading";
  const tools = document.querySelector(".ae-tools");
  let chosen = { marks: "few", voices: false };
  try { Object.assign(chosen, JSON.parse(localStorage[KEPT])); } catch { /* nothing is kept */ }

  /** The ranges of passages [paragraph, text] on the page; white space and numbers of footnotes do not count. */
  const rangesOf = (passages) => passages.flatMap(([id, passage]) => {
    const paragraph = document.getElementById(id);
    if (!paragraph) return [];
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT), places = [];
    let text = "";
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      if (node.parentElement.closest("sup, rt, rp, .ae-beside, .ae-permalink")) continue;
      [...node.data].forEach((sign, at) => { if (/[^\s\u2060]/u.test(sign)) { text += sign[0]; places.push([node, at]); } });
    }
    const wanted = [...passage].filter((sign) => /[^\s\u2060]/u.test(sign)).map((sign) => sign[0]).join("");
    const start = text.indexOf(wanted);
    if (start < 0 || !wanted) return [];
    const range = new Range(), [last, at] = places[start + wanted.length - 1];
    range.setStart(...places[start]);
    range.setEnd(last, at + 1);
    return [range];
  });

  const apply = () => {
    root.dataset.aeMarks = chosen.marks;
    root.toggleAttribute("data-ae-voices", chosen.voices);
    if (!window.Highlight) return;
    const passages = JSON.parse(tools.dataset.aePassages ?? "[]");
    CSS.highlights.set("ae-unsupported", new Highlight(...(chosen.voices ? rangesOf(passages) : [])));
  };

  if (tools) {
    apply();
    for (const input of tools.querySelectorAll("input")) {
      input.checked = input.type === "radio" ? input.value === chosen.marks : chosen.voices;
    }
    tools.addEventListener("change", ({ target }) => {
      Object.assign(chosen, target.type === "radio" ? { marks: target.value } : { voices: target.checked });
      apply();
      try { localStorage[KEPT] = JSON.stringify(chosen); } catch { /* for this page only */ }
    });
  }

  // --- notes at the end of a section: folded, but for who is led to one or prints ------------

  const folds = [...document.querySelectorAll(".ae-fold")];
  const unfold = () => document.getElementById(location.hash.slice(1))?.closest(".ae-fold")?.setAttribute("open", "");
  for (const fold of folds) {
    fold.open = false;
    fold.classList.add("ae-ready");
  }
  unfold();
  addEventListener("hashchange", unfold);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  addEventListener("beforeprint", () => { for (const fold of folds) fold.open = true; });

  // --- on paper: the notice, the title and the address at the foot of each page ----------------

  const notice = document.querySelector(".md-banner__inner, .ae-notice")?.cloneNode(true);
  if (notice) {
    notice.querySelector(".ae-printed")?.remove();
    const address = location.protocol === "file:" ? "" : ` – ${location.href.replace(/[?#].*/, "")}`;
    const lines = [`${document.title}${address}`, notice.textContent.trim()];
    root.style.setProperty("--ae-printed", `"${lines.map((line) => line.replace(/["\\\n]/g, " ")).join("\\a ")}"`);
  }

  // --- copying a passage: without what stands beside it, numbers in brackets -------------------

  let offer;
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || event.target.closest?.("input, textarea")) return;
    const article = document.querySelector(".md-content__inner");
    const part = document.createElement("div");
    for (let n = 0; n < selection.rangeCount; n++) part.append(selection.getRangeAt(n).cloneContents());
    if (!article?.contains(selection.anchorNode) || !part.querySelector("sup, .ae-beside, .ae-permalink")) return;
    for (const each of part.querySelectorAll(".ae-beside, .ae-note, .ae-permalink, .ae-tools, .ae-grounds, rt, rp, button")) {
      each.remove();
    }
    for (const number of part.querySelectorAll("sup.ae-ref, sup.ae-pointer")) {
      number.replaceWith(words.aeNumber.replace("{n}", number.textContent.replace("\u2060", "")));
    }
    part.className = "ae-copying";
    document.body.append(part); // or it would have no lines
    const text = part.innerText.replace(/\u2060/g, "").trim();
    part.remove();
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    offerCitation(text);
  });

  // Discreetly, and not for long: the same with how the page is cited.
  const offerCitation = (text) => {
    const citation = document.querySelector("#cite-edition + .ae-cluster")?.textContent;
    if (!citation) return;
    offer?.remove();
    offer = Object.assign(document.createElement("div"), { className: "ae-offer" });
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words.aeOffer });
    const said = document.createElement("span");
    said.role = "status";
    button.addEventListener("click", async () => {
      const done = await copied(`${text}\n\n${citation}`, offer);
      said.textContent = done ? words.aeCopied : words.aeNotCopied;
      button.remove();
    });
    offer.append(button, said);
    document.body.append(offer);
    const own = offer;
    setTimeout(() => own.remove(), 10_000);
  };

  // --- copying -------------------------------------------------------------------------

  // What a button copies stands in the button, or the page carries it, or a script brings it for many entries of a list:
  // nothing else can be asked for on file://.
  const parts = {}; // a promise each
  const found = {};
  window.aeCopied = (part) => Object.assign(found, part);

  const PART = /^[a-z]+-\d+$/; // names of scripts that the package writes; nothing else is ever loaded

  const references = async ({ aeOf: of, aeIn: part }) => {
    const carried = JSON.parse(document.querySelector("script#ae-references")?.textContent ?? "{}");
    if (PART.test(part)) await (parts[part] ??= new Promise((onload) => {
      const onerror = () => onload(delete parts[part]); // and is asked for again
      const src = `${words.aeCopies}${part}.js`;
      document.head.append(Object.assign(document.createElement("script"), { src, onload, onerror }));
    }));
    return found[of] ?? carried[of];
  };

  const entryOf = (target) => target.closest("[data-ae-of]")?.dataset ?? {};

  // It is there when it is wanted: a browser may refuse to copy what comes later.
  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, ({ target }) => {
      const entry = entryOf(target);
      if (entry.aeIn) references(entry);
    });
  }

  const copied = async (text, near) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // refused, or a page without https
      const field = near.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      return done;
    }
  };

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("button[data-ae-copy], button[data-ae-format]");
    if (!button) return;
    const { aeCopy: copy, aeFormat: format } = button.dataset;
    const said = button.parentNode.querySelector("[role=status]");
    said.textContent = "";
    const text = copy ?? (await references(entryOf(button)))?.[format];
    const done = text !== undefined && await copied(text, button.parentNode);
    said.textContent = done ? words.aeCopied : words.aeNotCopied;
    button.focus({ preventScroll: true });
  });

  for (const button of document.querySelectorAll("button[data-ae-copy], button[data-ae-format]")) button.hidden = false;

  // The entries of a list get their buttons when there is nothing else to do, for they may be thousands.
  const pattern = document.querySelector("template.ae-copy")?.content;
  const bare = pattern ? [...document.querySelectorAll(".ae-ways[data-ae-of]")] : [];
  const later = window.requestIdleCallback ?? setTimeout;
  const dress = () => {
    for (const ways of bare.splice(0, 30)) {
      const buttons = pattern.cloneNode(true);
      const heading = ways.closest("article").querySelector("h2, h3, h4").id;
      for (const button of buttons.querySelectorAll("button")) {
        button.hidden = false;
        button.setAttribute("aria-describedby", heading);
      }
      ways.prepend(buttons);
    }
    if (bare.length) later(dress);
  };
  dress();

  // --- the other languages ---------------------------------------------------------------

  const keepFragment = () => {
    for (const link of document.querySelectorAll("a.ae-language")) link.hash = location.hash;
  };
  addEventListener("hashchange", keepFragment);
  keepFragment();

  // --- keys ----------------------------------------------------------------------------

  addEventListener("keydown", (event) => {
    const { ctrlKey, key, metaKey, target } = event;
    if (ctrlKey || metaKey) return;
    if ((key === " " || key === "Enter") && target.matches("label > [role=button]")) {
      event.preventDefault();
      target.click();
    } else if ("fs/pn,.".includes(key) && !target.closest("input, textarea, select, [contenteditable]")) {
      event.stopImmediatePropagation(); // the theme's one-character keys: WCAG 2.1.4
    }
  }, true);
})();
