// A film of another site is asked for once its picture is pressed. Without this script the link leads to that site.
addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-frame]");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.className = "video__frame";
  frame.title = link.dataset.title;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
  frame.src = link.dataset.frame;
  link.replaceWith(frame);
  frame.focus();
});
