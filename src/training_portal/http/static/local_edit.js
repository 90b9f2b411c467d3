"use strict";
/* Purchase order numbers that were typed stay with the form when a search takes their rows away: they are saved
   with the others, and stand in their rows again when these come back. Leaving the page with them asks first. */

const numbers = document.getElementById("numbers-saved");
const typedAnew = () => [...(numbers?.elements ?? [])].filter(
  (field) => "was" in field.dataset && field.value !== field.dataset.was);
const carried = () => [...numbers.querySelectorAll("[data-carried]")];

const carry = () => typedAnew().filter((field) => !numbers.contains(field)).forEach((field) => {
  const kept = document.createElement("span");
  kept.hidden = true;
  kept.dataset.carried = field.dataset.invoice;
  kept.append(...field.closest("td").querySelectorAll("input"));
  numbers.append(kept);
});

const putBack = () => {
  carried().forEach((kept) => {
    const typed = kept.querySelector("[data-was]");
    const shown = [...numbers.elements].find(
      (field) => field.dataset.invoice === typed.dataset.invoice && !numbers.contains(field));
    if (!shown) return;
    shown.value = typed.value;
    kept.remove();
  });
  const told = numbers.querySelector("[data-carried-words]");
  told.textContent = carried().length > 0 ? `${told.dataset.carriedWords} ${carried().length}` : "";
};

if (numbers) {
  document.addEventListener("htmx:before:swap", (event) => {
    if (!event.defaultPrevented) carry();
  });
  document.addEventListener("htmx:after:swap", putBack);
  numbers.addEventListener("submit", () => {
    numbers.elements.back.value = location.pathname + location.search;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!numbers.dataset.sent && typedAnew().length > 0) event.preventDefault();
  });
}
