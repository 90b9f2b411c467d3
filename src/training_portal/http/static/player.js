"use strict";
/* The player: keys for next and back, and pulses that tell the server that somebody is really there.

   <div data-player data-pulse="/address"> with <a data-next>, <a data-back> (or buttons) inside. Right and left
   arrows follow them, unless something is being typed or chosen. Every 20 seconds a pulse is posted to the
   address with `active`, the seconds since the last pulse in which the page was seen and the person not idle;
   one more when the page is left. The server decides what counts. */

const PULSE_SECONDS = 20;
const IDLE_SECONDS = 90;
const player = document.querySelector("[data-player]");

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  if (event.target.closest("input, select, textarea, summary, [contenteditable]")) return;
  const way = { ArrowRight: "[data-next]", ArrowLeft: "[data-back]" }[event.key];
  const link = way && document.querySelector(way);
  if (!link) return;
  event.preventDefault();
  link.click();
});

const pulses = (address, token) => {
  let active = 0;
  let moved = performance.now();
  const touch = () => { moved = performance.now(); };
  ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "touchstart"].forEach((name) =>
    document.addEventListener(name, touch, { passive: true, capture: true }));
  const body = () => {
    const form = new FormData();
    form.set("csrf_token", token);
    form.set("active", String(active));
    active = 0;
    return form;
  };
  setInterval(() => {
    const idle = (performance.now() - moved) / 1000 > IDLE_SECONDS;
    if (document.visibilityState === "visible" && !idle) active += 1;
    if (active >= PULSE_SECONDS) fetch(address, { method: "POST", body: body() }).catch(() => {});
  }, 1000);
  window.addEventListener("pagehide", () => { if (active) navigator.sendBeacon(address, body()); });
};

if (player?.dataset.pulse) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers:inherited"));
  pulses(player.dataset.pulse, headers["X-CSRFToken"]);
}
