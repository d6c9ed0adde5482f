// What every page does beyond HTML: tells when a request failed, sends a form once, brings the reader to what is
// wrong, folds the filter on phones. What is typed is kept by unsaved.js. Everything works without it. No eval, no
// inline handlers.
(() => {
  "use strict";

  const SENDING = "data-sending";
  const HTMX_FORM = "[hx-post],[hx-put],[hx-patch],[hx-delete],[hx-get]";

  const say = (text, quietly) => {
    const region = document.getElementById("line-status");
    if (!region) return;
    region.classList.toggle("visually-hidden", Boolean(quietly));
    region.textContent = text || "";
  };

  const hold = (form) => {
    form.setAttribute(SENDING, "");
    form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
    });
  };

  const release = (form) => {
    form.removeAttribute(SENDING);
    form.querySelectorAll("[aria-disabled=true]").forEach((button) => button.removeAttribute("aria-disabled"));
  };

  const writes = (form) => form.method === "post" || form.matches("[hx-post],[hx-put],[hx-patch],[hx-delete]");

  // A second press while the first is under way is swallowed. The button keeps the focus: it is not truly disabled.
  document.addEventListener("submit", (event) => {
    if (event.target.hasAttribute(SENDING)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.matches(HTMX_FORM) || !writes(form) || form.target || form.dataset.download) return;
    hold(form);
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll(`[${SENDING}]`).forEach(release);
  });

  // A field that asks the server about itself is no sending of its form: the form stays free.
  const sentForm = (elt) => (elt.matches("form,button,input[type=submit]") ? elt.closest("form") : null);

  document.addEventListener("htmx:beforeSend", (event) => {
    say("");
    const form = sentForm(event.detail.elt);
    if (form && writes(form)) hold(form);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = sentForm(event.detail.elt);
    if (!form) return;
    release(form);
  });

  const status = () => document.getElementById("line-status")?.dataset || {};
  document.addEventListener("htmx:sendError", () => say(status().dropped));
  document.addEventListener("htmx:timeout", () => say(status().dropped));
  // A file that is too large is answered by a page that says what to do instead: it is shown where a page was asked for.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (xhr.status !== 413 || target !== document.body) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.addEventListener("htmx:responseError", (event) => {
    const code = event.detail.xhr.status;
    say(code === 401 || code === 403 ? status().refused : status().failed);
  });

  const goTo = (element, block) => {
    if (!element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block });
  };

  const toErrors = () => {
    const summary = document.getElementById("error-summary");
    if (summary) summary.focus();
    return Boolean(summary);
  };

  // What an earlier address asked for in vain is not asked any more.
  document.addEventListener("htmx:pushedIntoHistory", () => document.querySelector("[data-left-aside]")?.remove());

  document.addEventListener("htmx:afterSettle", (event) => {
    const { xhr, target, requestConfig } = event.detail;
    if (!xhr || !requestConfig) return;
    if (xhr.status === 422 && toErrors()) return;
    const fresh = (target.id && document.getElementById(target.id)) || target;
    // Who pressed for new results goes on from their heading, and hears how many they are. What the page fetches by
    // itself, or while somebody types, moves nobody.
    const isAsked = ["click", "submit"].includes(requestConfig.triggeringEvent?.type);
    const heading = fresh.querySelector("[data-results]") || document.getElementById(fresh.dataset.heading || "");
    const among = isAsked ? heading?.closest("section")?.querySelector("[data-announce]") : null;
    const count = among || fresh.querySelector("[data-announce]");
    if (count) say(count.textContent.trim().replace(/\s+/g, " "), true);
    if (!isAsked) return;
    if (heading) goTo(heading, "start");
    else if (!document.contains(requestConfig.elt) && document.activeElement === document.body) goTo(fresh, "nearest");
  });

  // Empty filters stay out of the address.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("form[data-lean]")) return;
    const filled = [...event.formData.entries()].filter(([, value]) => value !== "");
    [...new Set(event.formData.keys())].forEach((name) => event.formData.delete(name));
    filled.forEach(([name, value]) => event.formData.append(name, value));
  });

  document.addEventListener("DOMContentLoaded", () => {
    toErrors();
    if (window.matchMedia("(max-width: 40rem)").matches) {
      // Until here the style sheet has kept them folded, so that nothing moves.
      document.querySelectorAll("details[data-fold-narrow]:not([data-active])").forEach((box) => {
        box.open = false;
        box.dataset.folded = "";
      });
    }
  });
})();
