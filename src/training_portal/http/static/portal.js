"use strict";
/* What pages gain where JavaScript runs; everything works without it. Listens on the document, so that content
   that htmx brings needs no preparation. */

const root = document.documentElement;
root.classList.add("js");

const at = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* The rail's menu on a phone. */
const fold = (open) => {
  const button = document.querySelector("[data-menu-button]");
  if (!button) return;
  document.getElementById("menu").classList.toggle("is-open", open);
  button.setAttribute("aria-expanded", String(open));
};

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-menu-button]");
  if (button) {
    button.setAttribute("role", "button");
    button.setAttribute("aria-controls", "menu");
    fold(false);
  }
  tick();
});

/* Light, dark, or as the device: a choice of this browser, which the server reads for the next page. */
const choose = (theme) => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${theme ? 31536000 : 0}; SameSite=Lax${secure}`;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  all("[data-theme-choice]").forEach((button) =>
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme)));
};

/* Menus (Actions): one open at a time, closed by Escape and by a click elsewhere. */
const closeMenus = (kept) => all("details[data-menu][open]").forEach((menu) => { if (menu !== kept) menu.open = false; });

document.addEventListener("click", (event) => {
  closeMenus(at(event, "details[data-menu]"));
  const theme = at(event, "[data-theme-choice]");
  if (theme) choose(theme.dataset.themeChoice);
  const button = at(event, "[data-menu-button]");
  if (button) {
    event.preventDefault();
    fold(button.getAttribute("aria-expanded") !== "true");
  }
  if (at(event, "[data-print]")) window.print();
  const link = at(event, "[data-error-summary] a");
  if (link) {
    event.preventDefault();
    document.querySelector(link.getAttribute("href"))?.focus();
  }
});

document.addEventListener("keydown", (event) => {
  const button = at(event, "[data-menu-button]");
  if (button && event.key === " ") {
    event.preventDefault();
    button.click();
  }
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (document.querySelector(".rail-fold.is-open")) {
    fold(false);
    document.querySelector("[data-menu-button]").focus();
  }
});

/* Choosing rows: all of a page at once, and the bar that says how many and what to do with them. */
const tick = () => all("form[data-bulk]").forEach((bar) => {
  const boxes = [...bar.elements].filter((box) => box.name === "chosen");
  const chosen = boxes.filter((box) => box.checked).length;
  bar.classList.toggle("is-chosen", chosen > 0);
  bar.querySelector("[data-bulk-count]").textContent = String(chosen);
  const every = document.querySelector(`[data-choose-all="${bar.id}"]`);
  if (every) {
    every.checked = chosen > 0 && chosen === boxes.length;
    every.indeterminate = chosen > 0 && chosen < boxes.length;
  }
});

document.addEventListener("change", (event) => {
  const every = at(event, "[data-choose-all]");
  if (every) {
    const bar = document.getElementById(every.dataset.chooseAll);
    [...bar.elements].filter((box) => box.name === "chosen").forEach((box) => { box.checked = every.checked; });
  }
  if (every || at(event, '[name="chosen"]')) tick();
});

/* A form that changes something is sent once: a second click within some seconds is not heard. The button is
   not disabled, because its own name and value belong to what is sent. */
const release = (form) => {
  delete form.dataset.sent;
  all("button", form).forEach((button) => button.removeAttribute("aria-disabled"));
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-once")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "yes";
  all("button", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  setTimeout(release, 5000, form);
}, true);

window.addEventListener("pageshow", () => {
  all("form[data-sent]").forEach(release);
  tick();
});

/* htmx: short addresses, no lost lists. It gives the focus to an error summary by itself (autofocus). */
const isEmpty = (fragment) => fragment && fragment.childElementCount === 0;

const say = (words) => {
  const place = document.getElementById("said");
  const told = document.createElement("p");
  told.className = "said said-bad";
  told.textContent = words;
  place?.replaceChildren(told);
};

document.addEventListener("htmx:config:request", (event) => {
  const { sourceElement, request } = event.detail.ctx;
  if (!sourceElement.hasAttribute("data-sparse")) return;
  [...request.body].filter(([, value]) => value === "").forEach(([name]) => request.body.delete(name));
});

/* An answer without the part that was asked for (the sign-in page, an error page) is shown as a page. */
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const main = tasks.find((task) => task.type === "main");
  if (!ctx.select || !main || !isEmpty(main.fragment)) return;
  event.preventDefault();
  if (ctx.request.method === "GET") location.assign(ctx.request.action);
  else say(document.body.dataset.unreachable);
});

document.addEventListener("htmx:after:swap", tick);
document.addEventListener("htmx:finally:request", () => all("form[data-sent]").forEach(release));
document.addEventListener("htmx:error", () => say(document.body.dataset.unreachable));
