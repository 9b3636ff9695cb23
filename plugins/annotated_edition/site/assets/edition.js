/* What only a script can do. Without it a reference leads to its end note and a term to the glossary.

   What it reads in a page are attributes `data-ae-…`, which nobody but the package may write (reading/markup.py). */
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const root = document.documentElement;

  // --- notes: a footnote beside its reference, a term at its link ----------------------

  const ROOM = 8; // px around a popover
  const noteOf = (link) => document.getElementById(link.dataset.aeNote);
  const isOpen = (note) => note.matches(".ae-active, :popover-open");
  let open = null, opener = null; // the note that was opened last, by which link
  let pressed = false; // whether a link was pressed with its note open: that is closed before the click

  // Closed, it is hidden from screen readers, which have the end notes, and out of the order of Tab.
  const expose = (note, link, on) => {
    link.setAttribute("aria-expanded", on);
    note.ariaHidden = on ? null : "true";
    for (const control of note.querySelectorAll("a, button")) control.tabIndex = on ? 0 : -1;
  };

  // Below the link where there is room, else above.
  const place = (note, link) => {
    const lines = link.getClientRects();
    const first = lines[0], last = lines[lines.length - 1];
    note.style.maxHeight = "none";
    const below = innerHeight - last.bottom - 2 * ROOM, above = first.top - 2 * ROOM;
    const under = note.offsetHeight <= below || below >= above;
    note.style.maxHeight = `${Math.max(under ? below : above, 0)}px`;
    const { left, right } = note.closest("article").getBoundingClientRect();
    const middle = last.left + (last.width - note.offsetWidth) / 2;
    note.style.left = `${scrollX + Math.max(left, Math.min(middle, right - note.offsetWidth))}px`;
    note.style.top = `${scrollY + (under ? last.bottom + ROOM : first.top - ROOM - note.offsetHeight)}px`;
  };

  const show = (link, note) => {
    if (open && open !== note) hide();
    [open, opener] = [note, link];
    link.focus({ preventScroll: true });
    expose(note, link, true);
    if (getComputedStyle(note).float !== "none") {
      note.classList.add("ae-active");
      note.scrollIntoView({ block: "nearest" });
    } else {
      note.showPopover({ source: link }); // Tab goes from the link into the note
      place(note, link);
    }
  };

  const hide = () => {
    if (!open) return;
    if (open.matches(":popover-open")) open.hidePopover();
    if (open.contains(document.activeElement)) opener.focus({ preventScroll: true });
    open.classList.remove("ae-active");
    expose(open, opener, false);
    open = opener = null;
  };

  if (root.showPopover) {
    for (const link of document.querySelectorAll("a[data-ae-note]")) link.setAttribute("aria-expanded", "false");
    document.addEventListener("pointerdown", ({ target }) => {
      const link = target.closest("a[data-ae-note]");
      pressed = link !== null && isOpen(noteOf(link));
    }, true);
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-ae-note]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const note = noteOf(link);
      (event.detail ? pressed : isOpen(note)) ? hide() : show(link, note);
    });
    document.addEventListener("pointerup", ({ target }) => { // outside; the browser's own way misses some
      if (open && !open.contains(target) && !target.closest("a[data-ae-note]")) hide();
    });
    document.addEventListener("toggle", ({ target, newState }) => { // by Esc, by the button
      if (target === open && newState === "closed") hide();
    }, true);
    document.addEventListener("keydown", ({ key }) => key === "Escape" && open?.matches(".ae-active") && hide());
    document.addEventListener("focusin", ({ target }) => { // never cover what has the focus
      if (open && target !== opener && !open.contains(target)) hide();
    });
    addEventListener("resize", () => open?.matches(":popover-open") && place(open, opener));
  }

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
