// Files can be dropped on a form as well as chosen in it. Without scripts the field alone is there.

const one = (files) => {
  const kept = new DataTransfer();
  kept.items.add(files[0]);
  return kept.files;
};

for (const area of document.querySelectorAll("[data-drop]")) {
  const field = area.querySelector("[data-drop-field]");
  area.querySelector("[data-drop-words]").hidden = false;
  for (const kind of ["dragenter", "dragover"]) {
    area.addEventListener(kind, (event) => {
      event.preventDefault();
      area.classList.add("k-drop--over");
    });
  }
  area.addEventListener("dragleave", () => area.classList.remove("k-drop--over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    area.classList.remove("k-drop--over");
    const { files } = event.dataTransfer;
    if (!files.length) return;
    field.files = field.multiple ? files : one(files);
    area.requestSubmit();
  });
}
