"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const by = (id) => document.getElementById(id);
  const root = document.documentElement;

  // Theme: the system's until the button is pressed. Files may have no storage.
  const theme = by("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = (() => { try { return localStorage.getItem("wireprint-theme"); } catch { return null; } })();
  if (stored === "dark" || stored === "light") root.dataset.theme = stored;
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const tell = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.hidden = false;
  tell();
  dark.addEventListener("change", tell);
  theme.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    tell();
    try { localStorage.setItem("wireprint-theme", root.dataset.theme); } catch { /* shown all the same */ }
  });

  // Search and filters.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const list = by("list");
  const clusters = all(".cluster[data-order]", list).map((element) => ({
    element,
    text: null,
    hosts: all(".members .host", element).map((host) => host.textContent),
    verdicts: element.dataset.verdicts.trim().split(" "),
    score: Number(element.dataset.score),
    order: Number(element.dataset.order),
    size: Number(element.dataset.size),
    time: Number(element.dataset.time),
    matches: all(".match", element),
  }));
  const textOf = (cluster) => {
    if (cluster.text === null) {
      const parts = all("summary h3, .members li", cluster.element).map((part) => part.textContent);
      cluster.text = plain(parts.join("\n"));
    }
    return cluster.text;
  };
  const field = (name) => by("f-" + name);
  const names = new Set(clusters.flatMap((cluster) => cluster.hosts));
  for (const name of [...names].sort().slice(0, 2000)) {
    const option = document.createElement("option");
    option.value = name;
    by("hosts").append(option);
  }
  const filter = () => {
    const words = plain(field("text").value).split(/\s+/).filter(Boolean);
    const verdict = field("verdict").value;
    const host = field("host").value.trim().toLowerCase();
    const score = Number(field("score").value) / 100 || 0;
    let count = 0;
    for (const cluster of clusters) {
      const fits =
        words.every((word) => textOf(cluster).includes(word)) &&
        (!verdict || cluster.verdicts.includes(verdict)) &&
        (!host || cluster.hosts.some((name) => name.toLowerCase().includes(host))) &&
        cluster.score >= score;
      cluster.element.hidden = !fits;
      if (!fits) continue;
      count += 1;
      for (const match of cluster.matches) {
        match.hidden = (verdict && match.dataset.verdict !== verdict) || Number(match.dataset.score) < score;
      }
    }
    by("found").textContent = `${count} of ${clusters.length} clusters`;
    by("nothing").hidden = count > 0 || clusters.length === 0;
  };
  const orders = {
    size: (a, b) => a.order - b.order,
    time: (a, b) => a.time - b.time || a.order - b.order,
    score: (a, b) => b.score - a.score || a.order - b.order,
  };
  const sort = () => {
    clusters.sort(orders[field("order").value]);
    list.append(...clusters.map((cluster) => cluster.element));
  };
  const form = by("filters");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  field("order").addEventListener("change", sort);
  filter();

  // A link from elsewhere opens what it leads to.
  const open = (element) => {
    for (let at = element; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };
  const follow = () => {
    const target = by(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const inside = target.querySelector(":scope > details");
    open(inside || target);
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  if (location.hash) follow();

  // On a small screen one article is shown, and a switch.
  const show = (match, number) => {
    for (const [at, side] of all(".side", match).entries()) side.classList.toggle("is-away", at !== number);
    for (const button of all(".switch button", match)) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.show) === number));
    }
  };
  for (const bar of all(".switch")) {
    bar.hidden = false;
    show(bar.closest(".match"), 0);
  }
  root.classList.add("has-script");

  // A passage and its counterpart: brought side by side, marked, and focused.
  let marked = [];
  const mark = (...ids) => {
    for (const element of marked) element.classList.remove("is-on");
    marked = ids.flatMap((id) => {
      const first = by(id);
      if (!first) return [];
      const href = first.getAttribute("href");
      const isSame = (passage) => passage.getAttribute("href") === href;
      return href ? all("a.p", first.closest(".side")).filter(isSame) : [first];
    });
    for (const element of marked) element.classList.add("is-on");
  };
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".switch button");
    if (button) return show(button.closest(".match"), Number(button.dataset.show));
    const passage = event.target.closest("a.p");
    if (!passage) return;
    const partner = by(passage.hash.slice(1));
    if (!partner) return;
    event.preventDefault();
    const match = partner.closest(".match");
    show(match, all(".side", match).indexOf(partner.closest(".side")));
    const pane = partner.closest(".text");
    if (pane.scrollHeight > pane.clientHeight + 1) {
      const shift = partner.getBoundingClientRect().top - passage.getBoundingClientRect().top;
      pane.scrollBy({ top: shift, behavior: reduced.matches ? "auto" : "smooth" });
    } else {
      partner.scrollIntoView({ block: "center" });
    }
    partner.focus({ preventScroll: true });
    mark(passage.hash.slice(1), partner.hash.slice(1));
  });
})();
