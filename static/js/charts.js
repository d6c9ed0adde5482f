// Draws every figure marked data-chart when it comes near the window, in the colours of tokens.css, light or dark.
// plotly.js is large: it is fetched once, and only then. The sentence and the table beside the chart need none of this.
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

  const load = (src) => {
    library ||= new Promise((resolve, reject) => {
      if (window.Plotly) { resolve(window.Plotly); return; }
      const placeholder = document.createElement("template");
      placeholder.id = MAP_STYLE_ID;
      const script = document.createElement("script");
      script.nonce = nonce;
      script.src = src;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => { library = null; reject(new Error("plotly.js did not load")); };
      document.head.append(placeholder, script);
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

  const paint = (Plotly, plot, figure) => (
    Plotly.react(plot, coloured(figure.data || []), dressed(figure.layout), CONFIG)
  );

  const draw = async (element) => {
    const source = document.getElementById(element.dataset.chart);
    const plot = element.querySelector(".chart__plot");
    if (!source || !plot) return;
    try {
      const Plotly = await load(element.dataset.plotlySrc);
      const figure = JSON.parse(source.textContent);
      await paint(Plotly, plot, figure);
      drawn.set(plot, figure);
      element.setAttribute("data-drawn", "");
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

  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  window.addEventListener("beforeprint", () => { document.documentElement.dataset.scheme = "light"; repaint(); });
  window.addEventListener("afterprint", () => { delete document.documentElement.dataset.scheme; repaint(); });
  document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
  watch(document);
})();
