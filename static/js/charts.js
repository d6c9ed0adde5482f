// Draws every figure marked data-chart when it comes near the window or is printed, in the colours of tokens.css, light or
// dark. plotly.js is large: pages without a chart never fetch it. The sentence and the table beside the chart need none of this.
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

  // Draws the figure of an element, and remembers it. False where there is nothing to draw or nothing to draw with.
  const show = (Plotly, element) => {
    const source = document.getElementById(element.dataset.chart);
    const plot = element.querySelector(".chart__plot");
    if (!Plotly || !source || !plot) return false;
    const figure = JSON.parse(source.textContent);
    paint(Plotly, plot, figure);
    drawn.set(plot, figure);
    element.setAttribute("data-drawn", "");
    return true;
  };

  const draw = async (element) => {
    const plot = element.querySelector(".chart__plot");
    if (!plot) return;
    try {
      const Plotly = await load(element.dataset.plotlySrc);
      if (!element.hasAttribute("data-drawn")) show(Plotly, element);
    } catch {
      plot.textContent = element.dataset.failed || "";
      plot.classList.add("is-failed");
      element.querySelector("details.chart__table")?.setAttribute("open", "");
    }
  };

  const near = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      near.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "300px" });

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

  // The browser makes the sheet as soon as it has told that it will, and waits for nothing: what is not drawn by then is
  // not on it. The library is there since the page was loaded; where it is not, the sheet shows the table in the place of
  // the chart (print.css).
  const drawAll = () => document.querySelectorAll("[data-chart]:not([data-drawn])").forEach((element) => {
    try {
      if (show(window.Plotly, element)) near.unobserve(element);
    } catch { /* the table is printed */ }
  });

  const toPaper = () => {
    document.documentElement.dataset.scheme = "light";
    onPaper = true;
    drawAll();
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
  // Fetched with the page, after all else: who prints without having scrolled to a chart has it on the sheet. Who asked
  // the browser to save data gets it near a chart alone.
  const first = document.querySelector("[data-chart]");
  if (first && !navigator.connection?.saveData) load(first.dataset.plotlySrc).catch(() => { /* tried again near it */ });
})();
