// The one place where text becomes HTML (Trusted Types). Loaded before every other script. What htmx, plotly.js and the
// admin's widgets hand to the browser as HTML passes through here and comes out without anything that could run: that
// text came from our own server, which escapes what people typed; this holds should it ever fail to.
(() => {
  "use strict";

  if (!window.trustedTypes?.createPolicy) return;

  const STATIC = "/static/";
  const RUNS = "script:not([type='application/json']), iframe, frame, object, embed, applet, base, portal, fencedframe, meta[http-equiv]";
  const LEADS = new Set(["href", "src", "action", "formaction", "data", "xlink:href", "poster", "background"]);
  const ODD = /[\u0000-\u0020\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2060\u3000\ufeff]/g;
  const SAFE = /^(?:https?:|mailto:|tel:|data:image\/(?:png|gif|jpeg|webp|svg\+xml)[;,]|blob:|[^:]*(?:[/?#]|$))/i;

  // Known to this function alone: a plain way in, for parsing into a document that runs nothing.
  const parser = window.trustedTypes.createPolicy("iwt-parser", { createHTML: (html) => html });

  const strip = (root) => {
    root.querySelectorAll(RUNS).forEach((element) => element.remove());
    root.querySelectorAll("*").forEach((element) => {
      [...element.attributes].forEach(({ name, value }) => {
        const key = name.toLowerCase();
        const leadsAstray = LEADS.has(key) && !SAFE.test(value.replace(ODD, ""));
        if (key.startsWith("on") || key.startsWith("hx-on") || key === "srcdoc" || leadsAstray) element.removeAttribute(name);
      });
      // htmx wraps what it parses in a template, whose content is a tree of its own.
      if (element.localName === "template") strip(element.content);
    });
  };

  const asDocument = (html) => {
    const page = new DOMParser().parseFromString(parser.createHTML(html), "text/html");
    strip(page);
    return page.documentElement.outerHTML;
  };

  const asPart = (html) => {
    const part = document.implementation.createHTMLDocument("").createElement("template");
    part.innerHTML = parser.createHTML(html);
    strip(part.content);
    return part.innerHTML;
  };

  window.trustedTypes.createPolicy("default", {
    createHTML: (html, _type, sink) => (/^(?:DOMParser|Document)/.test(sink) ? asDocument(html) : asPart(html)),
    createScriptURL: (address) => {
      const url = new URL(address, document.baseURI);
      return url.origin === window.location.origin && url.pathname.startsWith(STATIC) ? url.href : null;
    },
    createScript: () => null,
  });
})();
