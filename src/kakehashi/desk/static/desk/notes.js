// Tags are proposed while one types; the page does the same with its button, or when it is saved.
const form = document.querySelector("[data-note]");
const shown = form?.querySelector("[data-note-tags]");
const PAUSE = 700;
let timer = 0;
let asked = 0;

async function propose() {
  const number = ++asked;
  try {
    const answer = await fetch(form.dataset.tags, {
      method: "POST",
      body: new FormData(form),
      credentials: "same-origin",
    });
    if (!answer.ok || number !== asked) return;
    const held = document.activeElement;
    if (shown.contains(held)) return;
    shown.innerHTML = await answer.text();
  } catch {
    // Without a connection the tags are proposed when the note is saved.
  }
}

for (const field of form?.querySelectorAll("[data-note-text]") ?? []) {
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(propose, PAUSE);
  });
}
