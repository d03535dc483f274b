// Wagtail's date picker writes today's date over what it can't read. The portal reads what was typed, or says that it can't.
jQuery.fn.datetimepicker.defaults.validateOnBlur = false;
// It opens a moment after its field is reached: over what comes next, if that was left already.
jQuery.fn.datetimepicker.defaults.onShow = (_time, field) => field.is(":focus");
// Escape closes it, over the button that it covers.
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Escape" && jQuery(target).data("xdsoft_datetimepicker")) jQuery(target).datetimepicker("hide");
});

// Two texts of the translation editor, and its dates, are English whatever the language: they pass by no catalogue.
document.addEventListener("DOMContentLoaded", () => {
  const translationEditor = document.querySelector(".js-translation-editor");
  if (!translationEditor) return;
  const { sourceLocale, locale } = JSON.parse(translationEditor.dataset.props);
  const words = {
    "More actions": "More actions",
    [`${sourceLocale.displayName} to ${locale.displayName} translation`]: "%(source)s to %(target)s translation",
  };
  const names = { source: sourceLocale.displayName, target: locale.displayName };
  const inWords = (day) => new Date(day).toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
  const translate = () => {
    const texts = document.createTreeWalker(translationEditor, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const message = words[texts.currentNode.data];
      const said = message && interpolate(gettext(message), names, true);
      if (said && said !== texts.currentNode.data) texts.currentNode.data = said;
      const [day] = texts.currentNode.data.match(/\d{1,2} [A-Z][a-z]+ \d{4}$/) || [];
      if (day && !Number.isNaN(Date.parse(day))) texts.currentNode.data = texts.currentNode.data.replace(day, inWords(day));
    }
  };
  new MutationObserver(translate).observe(translationEditor, { childList: true, subtree: true });
  translate();
});

// Where a text has a limit, its words are counted as one writes.
(() => {
  const words = (text) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  const tell = ({ target }) => {
    const panel = target.closest("[data-max-words]");
    if (!panel || !target.matches("textarea, input")) return;
    let counter = panel.querySelector("[data-words]");
    if (!counter) {
      counter = document.createElement("p");
      counter.dataset.words = "";
      counter.setAttribute("role", "status");
      panel.append(counter);
    }
    const count = words(target.value);
    counter.textContent = `${count} / ${panel.dataset.maxWords}`;
    counter.className = count > panel.dataset.maxWords ? "error-message" : "help";
  };
  document.addEventListener("focusin", tell);
  document.addEventListener("input", tell);
})();

// What is found wrong in a draft leads to its place: the tab, what is folded up around it, the field itself.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-finding]");
  if (!link) return;
  const below = (place, name) =>
    place.querySelector(`[data-contentpath="${CSS.escape(name)}"]`) ||
    document.getElementById(`id_${name}-FORMS`)?.closest("section");
  const found = link.dataset.finding.split(".").reduce(
    ({ place, deepest }, name) => {
      const next = place && name && below(place, name);
      return { place: next, deepest: next || deepest };
    },
    { place: document, deepest: null },
  ).deepest;
  if (!found) return;
  event.preventDefault();
  const tab = found.closest("[role=tabpanel][hidden]");
  if (tab) document.querySelector(`[role=tab][aria-controls="${tab.id}"], [role=tab][href="#${tab.id}"]`)?.click();
  for (let section = found.closest("section"); section; section = section.parentElement.closest("section")) {
    section.querySelector(":scope > .w-panel__header [data-panel-toggle][aria-expanded=false]")?.click();
  }
  found.scrollIntoView({ block: "center" });
  const first = (fields) =>
    [...found.querySelectorAll(fields)].find((each) => each.offsetParent && !each.closest(".w-panel__header"));
  const field = first("input:not([type=hidden]), textarea, select, [contenteditable=true]") || first("button");
  (field || found).focus({ preventScroll: true });
});

// A page that saves itself and one whose button is pressed are not saved at once: a new one would be made twice, and what
// one of them publishes the other would take back.
(() => {
  const [saving, held, submitted] = [new WeakSet(), new WeakMap(), new WeakSet()];
  document.addEventListener("w-autosave:save", (event) => {
    if (submitted.has(event.target)) event.preventDefault();
    if (!event.defaultPrevented) saving.add(event.target);
  });
  const done = ({ target }) => {
    saving.delete(target);
    held.get(target)?.();
  };
  document.addEventListener("w-autosave:success", done);
  document.addEventListener("w-autosave:error", done);
  const hold = (event) => {
    const { target: form, submitter } = event;
    if (!saving.has(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.set(form, () => {
      held.delete(form);
      if (submitter?.name) {
        const pressed = Object.assign(document.createElement("input"), { type: "hidden" });
        form.append(Object.assign(pressed, { name: submitter.name, value: submitter.value }));
      }
      form.requestSubmit();
    });
  };
  document.addEventListener("submit", hold, true);
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (!defaultPrevented) submitted.add(target);
  });
})();

// Which version its form was opened at, or saved since: the server asks before a newer one is replaced. A button that waits
// for the saving is pressed after this.
document.addEventListener(
  "w-autosave:success",
  ({ target, detail: { response } }) => {
    for (const [name, value] of [
      ["loaded_revision_id", response.revision_id],
      ["loaded_revision_created_at", response.revision_created_at],
    ]) {
      const field = target.elements?.namedItem(name);
      if (field && value) field.value = value;
    }
  },
  true,
);
document.addEventListener(
  "w-dialog:confirmed",
  ({ target }) => {
    const form = target.id === "w-save-confirmation-dialog" && document.querySelector("form[data-edit-form]");
    if (form) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "replace_newer", value: "1" }));
  },
  true,
);

// A rich text, and a block that is one field, stands under a heading that names it to the eye alone.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-edit-form]");
  if (!form) return;
  const fields = ["[role=textbox]", "input[id$=-value]:not([type=hidden])", "textarea[id$=-value]", "select[id$=-value]"];
  const nameless = fields.map((field) => `${field}:not([aria-label])`).join();
  const name = () => {
    for (const field of form.querySelectorAll(nameless)) {
      if (field.labels?.length) continue;
      const heading = field.closest("section")?.querySelector(".w-panel__heading");
      const said =
        field.closest(".w-field__wrapper")?.querySelector(":scope > label") || heading?.querySelector(".c-sf-block__type") || heading;
      if (said) field.setAttribute("aria-label", said.textContent.replace("*", "").trim());
    }
  };
  new MutationObserver(name).observe(form, { childList: true, subtree: true });
  name();
});

// The fields in which a table's cells are written, and copied out of sight, are made without a name; one outside of all parts.
const chosenCell = document.currentScript.dataset.cell;
document.addEventListener("DOMContentLoaded", () => {
  const name = () => {
    const nameless = "#HandsontableCopyPaste:not([aria-label]), .handsontableInput:not([aria-label])";
    for (const field of document.querySelectorAll(nameless)) field.setAttribute("aria-label", chosenCell);
    const outside = document.querySelector("body > #HandsontableCopyPaste:not(:focus)");
    if (outside) document.querySelector("main")?.append(outside);
  };
  new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  name();
});

// An address made of a title as one writes keeps the words of « l’heure » apart and the letters of « cœur », as the portal's own.
for (const deed of ["w-sync:check", "w-sync:apply"]) {
  document.addEventListener(
    deed,
    ({ target, detail }) => {
      if (target.id !== "id_slug") return;
      const apart = detail.value.replace(/(?<!\p{L})(\p{L}|\p{L}*qu)['’](?=\p{L})/giu, "$1 ");
      detail.value = apart.replace(/œ/gi, "oe").replace(/æ/gi, "ae");
    },
    true,
  );
}
