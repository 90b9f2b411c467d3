"use strict";
/* What studying gains where JavaScript runs; it works without. Keys for back and on, the place in a module,
   signs of life while somebody is really there, answers kept as soon as they are chosen. */

const PULSE_SECONDS = 60;
const FIRST_PULSE_SECONDS = 2;
const desk = document.querySelector("[data-pulse]");
const lesson = document.querySelector("[data-lesson]");
const test = document.querySelector("form[data-test]");
const token = () => document.querySelector('input[name="csrf_token"]').value;
const said = document.querySelector("[data-study-said]");
const tell = (words = "") => { if (said && said.textContent !== words) said.textContent = words; };

const post = (address, fields) => {
  const body = new FormData();
  body.set("csrf_token", token());
  Object.entries(fields).forEach(([name, values]) => [values].flat().forEach((value) => body.append(name, value)));
  return fetch(address, { method: "POST", body, redirect: "manual", keepalive: true });
};

/* After each page the reading goes on at its heading. */
const heading = document.querySelector("main h1");
if (heading && !location.hash && !document.querySelector("[autofocus]")) {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/* Keys. The arrows always; the letters only if wanted, since they get in the way of dictation and some readers. */
const KEYS = { ArrowRight: "[data-next]", ArrowLeft: "[data-back]" };
const LETTERS = { n: "[data-next]", p: "[data-back]" };
const letters = document.querySelector("[data-letters]");
const lettersWanted = () => localStorage.getItem("study-letters") !== "no";

const isInSight = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
};

/* On leads to the end of the module first: nobody finishes a page by a slip of the finger at its top. */
const follow = (selector) => {
  const way = document.querySelector(selector);
  if (!way) return false;
  if (selector === "[data-next]" && !isInSight(way)) way.focus();
  else way.click();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (!lesson || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target.closest("input, select, textarea, summary, [contenteditable]")) return;
  const selector = KEYS[event.key] || (letters && lettersWanted() && LETTERS[event.key.toLowerCase()]);
  if (selector && follow(selector)) event.preventDefault();
});

if (letters) letters.checked = lettersWanted();
letters?.addEventListener("change", () => localStorage.setItem("study-letters", letters.checked ? "yes" : "no"));

/* The place in a module: the piece of text at the top of the window, so that another width finds it too. */
const placeName = lesson && `place/${lesson.dataset.lesson}`;
const pieceInSight = () => [...lesson.children].findIndex((piece) => piece.getBoundingClientRect().bottom > 0);
if (lesson && "keepPlace" in lesson.dataset) {
  const piece = lesson.children[Number(localStorage.getItem(placeName) || 0)];
  if (piece && piece !== lesson.firstElementChild && !location.hash) piece.scrollIntoView();
  window.addEventListener("pagehide", () => localStorage.setItem(placeName, String(Math.max(0, pieceInSight()))));
} else if (lesson) {
  localStorage.removeItem(placeName);
}

/* Signs of life: one soon after loading, then one a minute if the page was in sight and in use. The server
   counts the time between two of them unless it is too long to be study. */
let inUse = true;
let isOver = false;
["pointerdown", "pointermove", "keydown", "wheel", "scroll", "touchstart"].forEach((name) =>
  document.addEventListener(name, () => { inUse = true; }, { passive: true, capture: true }));

const pulse = async () => {
  if (!inUse || isOver || document.visibilityState !== "visible") return;
  inUse = false;
  try {
    const answer = await post(desk.dataset.pulse, { module: desk.dataset.module });
    if (answer.type === "opaqueredirect") {
      isOver = true;
      tell(desk.dataset.signedOut);
    } else if (answer.status >= 500) tell(desk.dataset.unreached);
    else if (!answer.ok) isOver = true;
    else if (said?.textContent === desk.dataset.unreached) tell();
  } catch {
    tell(desk.dataset.unreached);
  }
};

if (desk) {
  setTimeout(pulse, FIRST_PULSE_SECONDS * 1000);
  setInterval(pulse, PULSE_SECONDS * 1000);
}

/* The test: a choice is kept at once. A button pressed meanwhile waits until the choice has arrived. */
const RESTING_MS = 500;
let resting = 0;
let arriving = null;
let isWaiting = false;

const keep = async () => {
  const chosen = [...new FormData(test).getAll("answers")];
  if (!chosen.length) return tell(desk.dataset.nothingChosen);
  try {
    const fields = { attempt: test.elements.attempt.value, answers: chosen, go: "stay" };
    const answer = await post(test.action, fields);
    isWaiting = answer.status >= 500;
    tell(answer.type === "opaqueredirect" ? desk.dataset.signedOut : desk.dataset[answer.ok ? "saved" : "notSaved"]);
  } catch {
    isWaiting = true;
    tell(desk.dataset.notSaved);
  }
};

window.addEventListener("online", () => { if (isWaiting) keep(); });

test?.addEventListener("change", () => {
  clearTimeout(resting);
  resting = setTimeout(() => { arriving = keep().finally(() => { arriving = null; }); }, RESTING_MS);
});

test?.addEventListener("submit", (event) => {
  clearTimeout(resting);
  if (!arriving) return;
  event.preventDefault();
  arriving.then(() => test.requestSubmit(event.submitter));
});
