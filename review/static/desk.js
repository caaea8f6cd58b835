// Keys and live counts of the desk. Every page works without this file.
"use strict";

const typing = (element) => element.matches("input, select, textarea");

function press(letter) {
  const target = document.querySelector(`[data-key="${letter}"]`);
  if (!target) return false;
  if (typing(target)) target.focus();
  else target.click();
  return true;
}

function step(by) {
  const cards = [...document.querySelectorAll("[data-card] a")];
  if (!cards.length) return false;
  const now = cards.indexOf(document.activeElement);
  cards[Math.min(cards.length - 1, Math.max(0, now < 0 ? 0 : now + by))].focus();
  return true;
}

const dialog = document.getElementById("keys");

function help() {
  if (dialog.open) dialog.close();
  else dialog.showModal();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const letter = event.key.toLowerCase();
  const does = { j: () => step(1), k: () => step(-1), "?": help };
  if ((does[letter] || (() => press(letter)))()) event.preventDefault();
});

document.getElementById("keys-button")?.addEventListener("click", help);

// A form that was sent is not sent again by a second click.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// While a card is open it stays with its editor.
const token = document.querySelector('input[name="token"]')?.value;
if (document.querySelector("[data-hold]") && token) {
  setInterval(() => {
    fetch(location.pathname, { method: "POST", body: new URLSearchParams({ action: "hold", token }) }).catch(() => {});
  }, 60000);
}

const count = document.querySelector("[data-count]");
if (count) {
  setInterval(async () => {
    const answer = await fetch("/questions.json").catch(() => null);
    if (answer?.ok) count.textContent = (await answer.json()).open;
  }, 15000);
}
