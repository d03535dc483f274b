// Several paragraphs, a heading, a list, a quote or a table pasted into a text become the blocks that the import of a
// document makes of them, below the text; in an empty text, in its place. A few words are pasted where the cursor stands.
(() => {
  const { url, failed } = document.currentScript.dataset;
  const needed = ["paragraph", "heading", "subheading", "quote", "table", "notes"];

  const tell = (type, text) =>
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, type, text } }));

  const isLarge = (html, isEmpty) => {
    const pasted = new DOMParser().parseFromString(html, "text/html").body;
    if (pasted.querySelector("[data-editor]")) return false; // copied out of such a text
    const filled = [...pasted.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, td")].filter((one) => one.textContent.trim());
    const inText = isEmpty && pasted.querySelector("sup, sub");
    return filled.length > 1 || Boolean(inText || pasted.querySelector("h1, h2, h3, h4, h5, h6, blockquote, table"));
  };

  const blocksOf = async (html) => {
    const body = new FormData();
    body.set("html", html);
    body.set("page", location.pathname.match(/\/(\d+)\//)?.[1] ?? "");
    body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const response = await fetch(url, { method: "POST", body });
    const answer = response.headers.get("content-type")?.includes("json") ? await response.json() : {};
    if (!response.ok) throw new Error(answer.error || failed);
    return answer;
  };

  const insert = (stream, child, isEmpty, { blocks, left_out: leftOut }) => {
    let at = stream.children.indexOf(child);
    if (at < 0 || !blocks.length) return;
    if (isEmpty) stream.deleteBlock(at);
    else at += 1;
    blocks.forEach(({ type, value }, number) => stream.insert({ type, value, id: null }, at + number, {}));
    if (leftOut.length) tell("warning", leftOut.join(" "));
  };

  document.addEventListener(
    "paste",
    (event) => {
      const stream = event.target.closest("[id$='-root']")?.rootBlock;
      const known = stream?.blockDef.childBlockDefsByName;
      const text = event.target.closest("[contenteditable=true]");
      const html = event.clipboardData?.getData("text/html");
      if (!known || !text || !html || !needed.every((type) => type in known)) return;
      const child = stream.children.find((one) => one.type === "paragraph" && one.element.contains(text));
      const isEmpty = !text.textContent.trim();
      if (!child || !isLarge(html, isEmpty)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      blocksOf(html)
        .then((answer) => insert(stream, child, isEmpty, answer))
        .catch((error) => tell("error", error instanceof TypeError ? failed : error.message));
    },
    true,
  );
})();
