// From one enlarged picture of a gallery to the next, by its buttons or the arrow keys. Without this script each is
// opened and closed by itself.
const pictures = (gallery) => [...gallery.querySelectorAll(".gallery__large")];

const turn = (shown, step) => {
  const all = pictures(shown.closest(".gallery"));
  const next = all[(all.indexOf(shown) + step + all.length) % all.length];
  shown.hidePopover();
  document.querySelector(`[popovertarget="${next.id}"].gallery__open`).focus({ preventScroll: true });
  next.showPopover();
};

for (const button of document.querySelectorAll(".gallery__large [data-step]")) {
  button.hidden = false;
  button.addEventListener("click", () => turn(button.closest(".gallery__large"), Number(button.dataset.step)));
}

addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const shown = step && document.querySelector(".gallery__large:popover-open");
  if (!shown) return;
  event.preventDefault();
  turn(shown, step);
});
