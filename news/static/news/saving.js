// Sends the form of a page only after an autosave that is under way. Wagtail sends both:
// of a story that the autosave is just making, there would be two.

let isSaving = false;
let waiting = null;

document.addEventListener("w-autosave:save", (event) => {
  // Others may still prevent it: then nothing ends it.
  queueMicrotask(() => {
    isSaving = !event.defaultPrevented;
  });
});

for (const end of ["success", "error"]) {
  document.addEventListener(`w-autosave:${end}`, () => {
    isSaving = false;
    waiting?.();
    waiting = null;
  });
}

document.addEventListener(
  "submit",
  (event) => {
    if (!isSaving || !event.target.matches("[data-controller~='w-autosave']")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // What was typed since goes with the form; no autosave may come after it.
    event.target.setAttribute("data-w-autosave-active-value", "false");
    waiting = () => send(event.target, event.submitter);
  },
  true,
);

// The button may be disabled meanwhile, and would then not say what it is for. A field
// does; where the page stays, it must not say so of the next sending too.
function send(form, button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button?.name ?? "", value: button?.value ?? "" });
  form.append(field);
  form.requestSubmit();
  field.remove();
}
