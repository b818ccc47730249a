// Brings the page up to date every five seconds without losing the place: fetches it again and puts the new parts where the old
// ones were. Nothing here is needed to read the page.
"use strict";

const every = 5000;
const live = document.getElementById("live");

// While somebody types, selects or walks through the page by keyboard, nothing is taken from under their hands.
function isBusy() {
  const focus = document.activeElement;
  const selection = document.getSelection();
  return document.hidden || (focus && live.contains(focus)) || (selection && !selection.isCollapsed);
}

async function refresh() {
  if (!isBusy()) {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
      if (answer.ok) show(await answer.text());
      document.body.classList.toggle("stale", !answer.ok);
    } catch {
      document.body.classList.add("stale");
    }
  }
  setTimeout(refresh, every);
}

function show(text) {
  const next = new DOMParser().parseFromString(text, "text/html");
  const part = next.getElementById("live");
  if (!part || isBusy()) return;
  const left = [...live.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
  live.replaceChildren(...part.childNodes);
  live.querySelectorAll(".scroll").forEach((box, index) => { box.scrollLeft = left[index] || 0; });
  document.title = next.title;
}

if (live) setTimeout(refresh, every);
