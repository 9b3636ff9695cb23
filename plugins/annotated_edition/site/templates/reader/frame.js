/* The search and the colours of the frame around a site's articles, where no server is. */
(() => {
  "use strict";

  // --- colours -------------------------------------------------------------------------

  const root = document.documentElement, button = document.querySelector(".reader-scheme");
  const preferred = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "slate" : "default");
  button.addEventListener("click", () => {
    const scheme = (root.dataset.mdColorScheme ?? preferred()) === "slate" ? "default" : "slate";
    root.dataset.mdColorScheme = scheme;
    try { localStorage["annotated-edition.scheme"] = scheme; } catch { /* for this page only */ }
  });
  button.hidden = false;

  // --- search --------------------------------------------------------------------------

  const form = document.querySelector(".reader-search"), field = form.elements.q, words = form.dataset;
  const panel = form.querySelector(".reader-results"), said = panel.querySelector("p"), list = panel.querySelector("ol");
  let listener, answer;
  searchRules((_, each) => { listener = each; }, ({ data }) => answer(data));
  const send = (type, data) => new Promise((resolve) => {
    answer = resolve;
    listener({ data: { type, data } });
  });
  const ready = Promise.resolve(searchIndex).then((index) => send(0, index));

  // In a folder an entry leads to its page; in the whole it stands where its place says.
  const address = (location) => ("base" in words ? words.base + location : `#${location.replace(/^.*#/, "")}`);

  const line = ({ location, title, text, score }) => {
    const item = document.createElement("li"), link = document.createElement("a");
    link.href = address(location);
    link.innerHTML = title; // escaped by the search, but for its marks
    if (score) link.dataset.hit = location;
    item.append(link);
    if (score && text) item.append(Object.assign(document.createElement("p"), { innerHTML: text }));
    return item;
  };

  const isPage = ({ location }) => !location.includes("#");

  const show = (groups) => {
    list.replaceChildren(...groups.map((group) => { // the page, below it what it holds
      const page = line(group.find(isPage)), others = group.filter((each) => !isPage(each));
      const hits = document.createElement("ol");
      hits.append(...others.map(line));
      if (others.length) page.append(hits);
      return page;
    }));
    const n = list.querySelectorAll("[data-hit]").length;
    said.textContent = n ? words.found.replace("{n}", n) : words.none;
    panel.hidden = !field.value.trim();
    panel.scrollTop = 0;
  };

  const close = () => { panel.hidden = true; };

  field.addEventListener("input", async () => {
    await ready;
    const query = field.value;
    show((await send(2, query)).items);
  });
  field.addEventListener("focus", () => { if (list.childElementCount) panel.hidden = false; });
  form.addEventListener("submit", (event) => { // Enter goes to the first hit
    event.preventDefault();
    list.querySelector("[data-hit]")?.click();
  });
  form.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || panel.hidden) return;
    field.focus();
    close();
  });
  list.addEventListener("click", ({ target }) => target.closest("a") && close());
  document.addEventListener("pointerdown", ({ target }) => form.contains(target) || close());
  document.addEventListener("focusin", ({ target }) => form.contains(target) || close());
  form.hidden = false;
})();
