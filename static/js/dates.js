// Keeps each date of running text in one line: "3 December" here and "2025" there reads as two things. Sentences are put
// together as plain text, for pages, mail and files alike; only here is it known that they stand on a page. The text
// itself stays as it is, for who copies, searches or hears it. Without script a date may break.
(() => {
  "use strict";

  const names = (month) => {
    const written = new Intl.DateTimeFormat(document.documentElement.lang || "en", { month, timeZone: "UTC" });
    return Array.from({ length: 12 }, (_, number) => written.format(Date.UTC(2000, number, 15)));
  };
  const months = [...names("long"), ...names("short")].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const named = `(?:${months.join("|")})`;
  const DATE = new RegExp(`(?:\\d{1,2} )?${named} \\d{4}(?!\\d)|\\b\\d{1,2} ${named}(?![\\w])`, "g");
  const NOT_IN = ".nowrap, script, style, textarea, option, svg, code, pre, .js-plotly-plot";

  // In a flexible box or a grid each element is a piece of its own: there the text becomes one first, with its dates in it.
  const standsAlone = (node) => /flex|grid/.test(getComputedStyle(node.parentElement).display);
  const asOnePiece = (node) => {
    const span = document.createElement("span");
    node.replaceWith(span);
    span.append(node);
  };

  const keep = (node) => {
    // From the end, so that what stands before keeps its place.
    for (const found of [...node.data.matchAll(DATE)].reverse()) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      const span = document.createElement("span");
      span.className = "nowrap";
      range.surroundContents(span);
    }
  };

  const keepAll = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const dated = nodes.filter((node) => node.data.search(DATE) >= 0 && !node.parentElement?.closest(NOT_IN));
    // First everything is asked, then everything changed: a question after a change lays out the whole page again.
    dated.filter(standsAlone).forEach(asOnePiece);
    dated.forEach(keep);
  };

  document.addEventListener("DOMContentLoaded", () => keepAll(document.body));
  document.addEventListener("htmx:afterSettle", (event) => {
    const { target } = event.detail;
    keepAll((target.id && document.getElementById(target.id)) || target);
  });
})();
