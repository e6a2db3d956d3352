"use strict";
// The page is complete without this: it filters the tree, opens what is linked to, and copies. The filter stands in the
// address, so that what is seen can be sent to somebody.
(() => {
  const byId = (id) => document.getElementById(id);
  const tree = byId("tree");
  const said = byId("said");

  for (const button of document.querySelectorAll(".copy")) {
    const name = button.textContent;
    const code = button.parentElement.querySelector("code");
    const select = () => getSelection().selectAllChildren(code);
    const done = () => {
      button.textContent = said.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = name; said.textContent = ""; }, 1500);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const copied = navigator.clipboard ? navigator.clipboard.writeText(code.textContent) : Promise.reject();
      copied.then(done, () => { select(); if (document.execCommand("copy")) done(); });
    });
  }
  if (!tree) return;

  const query = byId("q");
  const boxes = [...byId("filter").querySelectorAll("[name=stage]")];
  const rows = [...tree.querySelectorAll(".m")].map((item) => ({ item, path: item.querySelector(".source code").textContent }));
  const folders = [...tree.querySelectorAll(".f")];
  let before = null; // Which folders were open before there was a filter.
  let told = "";

  const textOf = (row) => row.text ??= [...row.item.querySelectorAll("code")].map((code) => code.textContent).join("\n").toLowerCase();
  const parents = function* (item) {
    for (let at = item.parentElement.closest(".f"); at; at = at.parentElement.closest(".f")) yield at;
  };

  const filter = () => {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const stages = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const isOn = words.length > 0 || stages.size > 0;
    const seen = new Set();
    let shown = 0;
    for (const row of rows) {
      const isIn = (!stages.size || stages.has(row.item.dataset.s)) && words.every((word) => textOf(row).includes(word));
      if (row.item.hidden === isIn) row.item.hidden = !isIn;
      if (!isIn) continue;
      shown += 1;
      for (const folder of parents(row.item)) {
        if (seen.has(folder)) break;
        seen.add(folder);
      }
    }
    if (isOn) before ??= new Map(folders.map((folder) => [folder, folder.firstElementChild.open]));
    for (const folder of folders) {
      folder.hidden = !seen.has(folder);
      if (isOn) folder.firstElementChild.open = shown <= 400 || !!folder.parentElement.matches(".tree");
      else if (before) folder.firstElementChild.open = before.get(folder);
    }
    if (!isOn) before = null;
    byId("shown").textContent = shown;
    byId("none").hidden = shown > 0;
    byId("clear").hidden = !isOn;
    return byId("shown").parentElement.textContent;
  };

  const keep = () => {
    const state = new URLSearchParams();
    if (query.value) state.set("q", query.value);
    const stages = boxes.filter((box) => box.checked).map((box) => box.value);
    if (stages.length) state.set("stage", stages.join(","));
    if (told) state.set("m", told);
    try {
      history.replaceState(null, "", `#${state}`);
    } catch {
      // Where a page may not touch its address, the filter works all the same.
    }
  };

  const tell = (path) => {
    const row = rows.find((row) => row.path === path);
    for (const item of tree.querySelectorAll(".told")) item.classList.remove("told");
    told = row ? path : "";
    if (!row) return;
    for (const folder of parents(row.item)) folder.firstElementChild.open = true;
    row.item.classList.add("told");
    row.item.firstElementChild.open = true;
    const summary = row.item.querySelector("summary");
    summary.focus({ preventScroll: true });
    summary.scrollIntoView({ block: "center" });
  };

  const restore = () => {
    const hash = location.hash.slice(1);
    if (!hash.includes("=")) return;
    const state = new URLSearchParams(hash);
    const stages = (state.get("stage") ?? "").split(",");
    query.value = state.get("q") ?? "";
    for (const box of boxes) box.checked = stages.includes(box.value);
    filter();
    if (state.has("m")) tell(state.get("m"));
    else byId("modules").scrollIntoView();
  };

  let waiting = 0;
  const changed = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { said.textContent = filter(); keep(); }, rows.length > 1000 ? 120 : 0);
  };
  const clear = () => {
    query.value = "";
    for (const box of boxes) box.checked = false;
    changed();
    query.focus();
  };
  const all = (open) => () => { for (const folder of folders) folder.firstElementChild.open = open; };

  query.addEventListener("input", changed);
  for (const box of boxes) box.addEventListener("change", changed);
  byId("clear").addEventListener("click", clear);
  byId("expand").addEventListener("click", all(true));
  byId("collapse").addEventListener("click", all(false));
  addEventListener("hashchange", restore);
  tree.addEventListener("click", (event) => {
    const item = event.target.closest("summary")?.closest(".m");
    if (!item) return;
    told = item.firstElementChild.open ? "" : item.querySelector(".source code").textContent;
    keep();
  });

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !event.target.matches("input")) {
      event.preventDefault();
      query.focus();
    } else if (event.key === "Escape" && event.target === query) {
      clear();
    } else if (tree.contains(event.target) && event.target.matches("summary")) {
      step(event);
    }
  });

  // Arrows, as in the trees of editors.
  const step = (event) => {
    const details = event.target.parentElement;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      const seen = [...tree.querySelectorAll("summary")].filter((summary) => summary.getClientRects().length);
      seen[seen.indexOf(event.target) + by]?.focus();
    } else if (event.key === "ArrowRight") {
      details.open = true;
    } else if (event.key === "ArrowLeft") {
      if (details.open) details.open = false;
      else details.parentElement.parentElement.closest("details")?.querySelector("summary").focus();
    } else {
      return;
    }
    event.preventDefault();
  };

  byId("filter").hidden = false;
  restore();
})();
