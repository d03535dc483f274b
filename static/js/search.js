// Titles that go on as what is typed, under each field of the search. Without this script the field is a plain form.
for (const form of document.querySelectorAll("form[data-suggestions]")) {
  const field = form.elements.q;
  const list = document.createElement("ul");
  const told = document.createElement("p");
  list.className = "search__suggestions";
  list.setAttribute("role", "list");
  list.hidden = true;
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  form.append(list, told);
  let timer;

  const show = (html) => {
    list.innerHTML = html;
    list.hidden = !list.children.length;
    told.textContent = list.hidden ? "" : `${form.dataset.told} ${list.children.length}`;
  };
  const ask = async () => {
    const text = field.value.trim();
    if (text.length < 2) return show("");
    const answer = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: text })}`).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    if (field.value.trim() === text && form.contains(document.activeElement)) show(html.trim());
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  form.addEventListener("keydown", (event) => {
    const places = [field, ...list.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = places[places.indexOf(document.activeElement) + step];
    if (step && next && !list.hidden) {
      event.preventDefault();
      next.focus();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      field.focus();
      show("");
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) show("");
  });
}
