// Puts the drawing of plotly.js in the place of each figure's picture, in the colours of tokens.css, light or dark: when the
// figure comes near the window and somebody uses the page. plotly.js is large, and the picture, the sentence and the table
// need none of it: they stand without script, in print, and for whoever only reads.
(() => {
  "use strict";

  const CONFIG = {
    displaylogo: false,
    responsive: true,
    modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
  };
  // The map library inside plotly.js 4.1 writes a style element of this id at load, which the content security policy
  // forbids, unless an element of that id is there already. We draw no such maps. An upgrade may change the id: the
  // browser tests, which want an empty console, will say so.
  const MAP_STYLE_ID = "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53";
  const drawn = new Map();
  const seen = new WeakSet();
  let library = null;
  // The browser hides the nonce from everything but script; plotly.js needs it to be let in.
  const { nonce } = document.currentScript;

  // plotly.js writes style attributes as text, which the content security policy forbids; the same words set as
  // properties are allowed. Pages without a chart do not load this file.
  const setAttribute = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function set(name, value) {
    if (name === "style" && this.style) this.style.cssText = value;
    else setAttribute.call(this, name, value);
  };

  // A script element that the policy lets in, for the library.
  const prepared = () => {
    if (!document.getElementById(MAP_STYLE_ID)) {
      const placeholder = document.createElement("template");
      placeholder.id = MAP_STYLE_ID;
      document.head.append(placeholder);
    }
    const script = document.createElement("script");
    script.nonce = nonce;
    return script;
  };

  const load = (src) => {
    library ||= new Promise((resolve, reject) => {
      if (window.Plotly) { resolve(window.Plotly); return; }
      const script = prepared();
      script.src = src;
      script.fetchPriority = "low";
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => { library = null; reject(new Error("plotly.js did not load")); };
      document.head.append(script);
    });
    return library;
  };

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // "var(--chart-1)" anywhere in the figure becomes the colour it has now.
  const coloured = (value) => {
    if (typeof value === "string") {
      const match = /^var\((--[\w-]+)\)$/.exec(value);
      return match ? token(match[1]) : value;
    }
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
    }
    return value;
  };

  // What the figure sets wins over the defaults.
  const over = (defaults, own) => {
    const merged = { ...defaults };
    Object.entries(own || {}).forEach(([key, value]) => {
      const both = value && typeof value === "object" && !Array.isArray(value);
      merged[key] = both ? over(merged[key] || {}, value) : value;
    });
    return merged;
  };

  const dressed = (layout) => {
    const axis = {
      gridcolor: token("--rule"),
      linecolor: token("--rule-strong"),
      zerolinecolor: token("--rule-strong"),
      tickcolor: token("--rule-strong"),
      automargin: true,
    };
    const defaults = {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      colorway: [1, 2, 3, 4, 5, 6].map((n) => token(`--chart-${n}`)),
      font: { color: token("--ink"), family: getComputedStyle(document.body).fontFamily, size: 14 },
      hoverlabel: { bgcolor: token("--surface"), bordercolor: token("--rule-strong"), font: { color: token("--ink") } },
      modebar: { bgcolor: "rgba(0,0,0,0)", color: token("--ink-soft"), activecolor: token("--accent") },
      legend: { orientation: "h", x: 0, y: 1, yanchor: "bottom", font: { size: 13 } },
      margin: { t: 48, r: 16, b: 40, l: 48 },
      autosize: true,
      xaxis: axis,
      yaxis: axis,
    };
    Object.keys(layout || {}).filter((key) => /^[xy]axis\d+$/.test(key)).forEach((key) => { defaults[key] = axis; });
    const { template: _unused, ...own } = layout || {};
    return over(defaults, coloured(own));
  };

  // A sheet is narrower than most screens, and nothing there can be scrolled: A4 between its margins is 688 pixels wide.
  const PAPER = 660;
  let onPaper = false;

  const paint = (Plotly, plot, figure) => {
    const layout = dressed(figure.layout);
    if (onPaper) Object.assign(layout, { autosize: false, width: PAPER });
    return Plotly.react(plot, coloured(figure.data || []), layout, CONFIG);
  };

  // The picture goes in the very turn in which the drawing comes: nothing moves.
  const show = (Plotly, element) => {
    const source = document.getElementById(element.dataset.chart);
    const plot = element.querySelector(".chart__plot");
    if (!source || !plot || element.hasAttribute("data-drawn")) return;
    const figure = JSON.parse(source.textContent);
    paint(Plotly, plot, figure);
    plot.querySelector(".picture")?.remove();
    drawn.set(plot, figure);
    element.setAttribute("data-drawn", "");
  };

  // Where the library does not come, the picture stays.
  const draw = (element) => load(element.dataset.plotlySrc).then((Plotly) => show(Plotly, element)).catch(() => {});

  const close = new Set();
  let isUsed = false;
  const drawClose = () => {
    if (!isUsed) return;
    close.forEach((element) => { near.unobserve(element); draw(element); });
    close.clear();
  };
  const near = new IntersectionObserver((entries) => {
    entries.forEach(({ target, isIntersecting }) => (isIntersecting ? close.add(target) : close.delete(target)));
    drawClose();
  }, { rootMargin: "300px" });
  const use = () => { isUsed = true; drawClose(); };
  ["wheel", "pointerdown", "touchstart", "keydown", "focusin"].forEach((kind) => {
    window.addEventListener(kind, use, { once: true, passive: true, capture: true });
  });
  // A browser also says that a resting pointer moves when the page comes or changes beneath it.
  window.addEventListener("pointermove", ({ movementX, movementY }) => { if (movementX || movementY) use(); },
    { passive: true, capture: true });
  // The page itself that was scrolled, however; what scrolls within it while it comes is nobody's doing.
  window.addEventListener("scroll", ({ target }) => { if (target === document && window.scrollY > 0) use(); },
    { passive: true, capture: true });

  const watch = (root) => {
    const charts = [...root.querySelectorAll("[data-chart]")];
    if (root.matches?.("[data-chart]")) charts.push(root);
    charts.filter((chart) => !seen.has(chart)).forEach((chart) => { seen.add(chart); near.observe(chart); });
  };

  const repaint = () => {
    drawn.forEach((figure, plot) => {
      if (plot.isConnected) paint(window.Plotly, plot, figure);
      else { window.Plotly.purge(plot); drawn.delete(plot); }
    });
  };

  const toPaper = () => {
    document.documentElement.dataset.scheme = "light";
    onPaper = true;
    repaint();
  };
  const toScreen = () => {
    delete document.documentElement.dataset.scheme;
    onPaper = false;
    repaint();
  };
  const print = window.matchMedia("print");

  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
  print.addEventListener("change", (event) => (event.matches ? toPaper() : toScreen()));
  document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
  watch(document);
})();
