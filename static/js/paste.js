// Several paragraphs, a heading, a list, a quote or a table pasted into a text become what the import of a document makes
// of them, where the cursor stands: more text, or blocks between the two parts of it.
(() => {
  const { url, failed } = document.currentScript.dataset;
  const needed = ["paragraph", "heading", "subheading", "quote", "table", "notes"];

  const tell = (type, text) =>
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { clear: true, type, text } }));

  const isLarge = (html) => {
    const pasted = new DOMParser().parseFromString(html, "text/html").body;
    if (pasted.querySelector("[data-editor]")) return false; // copied out of such a text
    const filled = [...pasted.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, td")].filter((one) => one.textContent.trim());
    return filled.length > 1 || Boolean(pasted.querySelector("sup, sub, h1, h2, h3, h4, h5, h6, blockquote, table"));
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

  const isEmpty = (state) => !state.getCurrentContent().getPlainText().trim();

  const cutAt = (state, key, offset) => {
    const there = { anchorKey: key, anchorOffset: offset, focusKey: key, focusOffset: offset, isBackward: false };
    const selection = state.getSelection().merge(there);
    return window.draftail.splitState(state.constructor.acceptSelection(state, selection));
  };

  const withoutSelected = (state) => {
    const selected = state.getSelection();
    const { stateBefore } = cutAt(state, selected.getStartKey(), selected.getStartOffset());
    return { ...cutAt(state, selected.getEndKey(), selected.getEndOffset()), stateBefore };
  };

  const insertText = (text, content) => {
    const fragment = document.createElement("div");
    fragment.dataset.draftjsConductorFragment = content;
    text.input.draftailEditor.handlePastedText("", fragment.outerHTML, text.getState());
  };

  const insertBlocks = (stream, child, text, blocks) => {
    const { stateBefore, stateAfter, shouldMoveCommentFn } = withoutSelected(text.getState());
    let at = stream.children.indexOf(child);
    if (isEmpty(stateBefore) && isEmpty(stateAfter)) stream.deleteBlock(at);
    else if (isEmpty(stateBefore)) text.setState(stateAfter);
    else {
      if (isEmpty(stateAfter)) text.setState(stateBefore);
      else child.split(stateBefore, stateAfter, shouldMoveCommentFn, { animate: false });
      at += 1;
    }
    blocks.forEach(({ type, value }, number) => stream.insert({ type, value, id: null }, at + number, {}));
  };

  const insert = (stream, child, { blocks, left_out: leftOut }) => {
    if (!stream.children.includes(child) || !blocks.length) return;
    const text = child.block.widget;
    if (blocks.length === 1 && blocks[0].type === "paragraph") insertText(text, blocks[0].value);
    else insertBlocks(stream, child, text, blocks);
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
      if (!child || !isLarge(html)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      blocksOf(html)
        .then((answer) => insert(stream, child, answer))
        .catch((error) => tell("error", error instanceof TypeError ? failed : error.message));
    },
    true,
  );
})();
