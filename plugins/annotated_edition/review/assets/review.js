// Single keys, and the look of the note while its fields change. Every page works without.

(() => {
  "use strict";

  const form = document.getElementById("answer");
  const toggle = document.getElementById("keys");
  const isField = (element) => element.closest("input:not([type=radio], [type=checkbox]), textarea, select") !== null;
  const shown = (element) => element.disabled !== true && !element.closest("[hidden]");

  const areKeysOn = () => localStorage.getItem("edition-review-keys") !== "off";
  const showKeys = () => {
    document.body.classList.toggle("no-keys", !areKeysOn());
    toggle.setAttribute("aria-pressed", String(areKeysOn()));
  };
  for (const element of document.querySelectorAll("[data-key]:not([data-key=''])")) {
    const name = document.createElement("kbd");
    name.textContent = element.dataset.key;
    name.ariaHidden = "true";
    element.setAttribute("aria-keyshortcuts", element.dataset.key);
    const place = element.matches("input") ? element.closest("label") || document.querySelector(`label[for="${element.id}"]`) : element;
    place.append(name);
  }
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    localStorage.setItem("edition-review-keys", areKeysOn() ? "off" : "on");
    showKeys();
  });
  showKeys();

  const press = (element) => {
    const around = element.closest("details");
    if (around && !element.matches("summary")) around.open = true;
    if (element.matches("summary")) {
      around.open = true;
      around.querySelector("textarea, input").focus();
    } else if (element.matches("input") && isField(element)) {
      element.focus();
    } else {
      element.focus();
      element.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && isField(event.target)) {
      event.target.blur();
      return;
    }
    if (event.key === "Enter" && event.target.closest("#new") && event.target.matches("input")) {
      event.preventDefault();
      document.querySelector("#new button").click();
      return;
    }
    if (isField(event.target) || !areKeysOn()) return;
    const element = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)].find(shown);
    if (element) {
      event.preventDefault();
      press(element);
    }
  });

  if (!form || !document.getElementById("preview")) return;
  let timer = 0;
  let last = 0;
  const update = async (action) => {
    const mine = ++last;
    const body = new URLSearchParams(new FormData(form));
    body.set("action", action);
    const answer = await fetch(form.dataset.preview, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const preview = page.getElementById("preview");
    if (mine !== last || !preview) return;
    document.getElementById("preview").replaceWith(preview);
    document.getElementById("message").textContent = preview.querySelector(".quiet").textContent;
  };
  form.addEventListener("input", (event) => {
    if (event.target.closest(".rare, .scope")) return;
    clearTimeout(timer);
    timer = setTimeout(update, 600, event.target.closest("#new") ? "new" : "preview");
  });
})();
