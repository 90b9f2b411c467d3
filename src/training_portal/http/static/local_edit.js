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
  kept.dataset.carried = field.id;
  kept.append(...field.closest("td").querySelectorAll("input"));
  numbers.append(kept);
});

const putBack = () => {
  carried().forEach((kept) => {
    const typed = kept.querySelector("[data-was]");
    const shown = [...numbers.elements].find((field) => field.id === typed.id && !kept.contains(field));
    if (!shown) return;
    shown.value = typed.value;
    kept.remove();
  });
  numbers.querySelector("[data-carried-words]").hidden = carried().length === 0;
  numbers.querySelector("[data-carried-count]").textContent = String(carried().length);
};

if (numbers) {
  document.addEventListener("htmx:before:swap", carry);
  document.addEventListener("htmx:after:swap", putBack);
  numbers.addEventListener("submit", () => {
    numbers.elements.back.value = location.pathname + location.search;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!numbers.dataset.sent && typedAnew().length > 0) event.preventDefault();
  });
}
