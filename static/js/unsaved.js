// Keeps what is typed into a form before it is saved: on the server a moment after typing stops, and on this device until
// the server has it. Forms that carry an envelope (components/_form_draft.html) are kept; all others are left alone. Without this
// script each press of a button keeps the text. No eval, no inline handlers, nothing written as HTML.
(() => {
  "use strict";

  const words = document.currentScript.dataset;
  const PERSON = words.person;
  const PREFIX = `iwt-unsaved:${PERSON}:`;
  const QUIET = 1000; // after the last key
  const LONGEST = 10000; // while somebody types on
  const LOCAL = 250;
  const RETRIES = [2000, 5000, 10000, 20000, 40000];
  const KEEPALIVE_MOST = 60000; // what a browser sends after the page has gone: 64 KiB in all
  const writer = [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");

  const drafts = new Map(); // form -> Draft
  let signedOut = false;

  // --- This device ---------------------------------------------------------------------------------

  const local = {
    put(formDraft, copy) {
      try { localStorage.setItem(PREFIX + formDraft, JSON.stringify(copy)); return true; } catch { return false; }
    },
    drop(formDraft) {
      try { localStorage.removeItem(PREFIX + formDraft); } catch { /* no storage: nothing is there */ }
    },
    all() {
      try {
        return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => (
          [key.slice(PREFIX.length), JSON.parse(localStorage.getItem(key))]
        )).filter(([, copy]) => copy && copy.body);
      } catch { return []; }
    },
    clear() { local.all().forEach(([formDraft]) => local.drop(formDraft)); },
  };

  // --- The server ----------------------------------------------------------------------------------

  const post = (body, token, options = {}) => fetch(words.keep, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { "Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token, Accept: "application/json" },
    ...options,
  });

  // The token of forms changes with each log-in: ask for it, and put it into every form of this page.
  const freshToken = async () => {
    const answer = await fetch(words.token, {
      credentials: "same-origin",
      headers: { Accept: "application/json", "X-Automatic": "1" },
    });
    if (!answer.ok) return { status: answer.status };
    const found = await answer.json();
    if (String(found.person) === PERSON) {
      document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = found.token; });
    }
    return { status: 200, token: found.token, isSame: String(found.person) === PERSON };
  };

  const said = async (answer) => {
    try { return (await answer.json()).said || ""; } catch { return ""; }
  };

  // --- One form ------------------------------------------------------------------------------------

  class Draft {
    constructor(form, envelope) {
      this.form = form;
      this.envelope = envelope;
      this.line = form.querySelector("[data-unsaved-line]");
      this.count = 0;
      this.typed = 0; // how often something was typed, and up to which of these the server has it
      this.kept = 0;
      this.failures = 0;
      this.isSubmitting = false;
      this.isLeaving = false;
      this.mark();
    }

    get formDraft() { return this.form.elements.submit_token?.value || ""; }

    get isWaiting() { return this.typed > this.kept; }

    // What a press of a button would carry: one more than what has been sent, so that nothing overtakes it.
    mark() {
      const input = this.form.elements.draft_writer;
      if (input) input.value = `${writer}.${this.count + 1}`;
    }

    body() {
      const data = new FormData(this.form);
      const pairs = [...data.entries()].filter(([name, value]) => (
        typeof value === "string" && name !== "csrfmiddlewaretoken"
          && this.form.querySelector(`[name="${CSS.escape(name)}"]`)?.type !== "password"
      ));
      return new URLSearchParams(pairs);
    }

    tell(text, isTrouble) {
      if (!this.line || this.line.textContent === text) return;
      this.line.hidden = !text;
      this.line.textContent = text;
      this.line.classList.toggle("unsaved-line--trouble", Boolean(isTrouble));
    }

    touch() {
      this.typed += 1;
      this.isSubmitting = this.isLeaving = false;
      this.since ||= Date.now();
      if (!this.localTimer) this.localTimer = setTimeout(() => this.keepHere(), LOCAL);
      this.plan(Math.max(0, Math.min(QUIET, LONGEST - (Date.now() - this.since))));
    }

    plan(delay) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), delay);
    }

    keepHere() {
      clearTimeout(this.localTimer);
      this.localTimer = 0;
      if (!this.isWaiting) return true;
      const copy = { form: this.envelope.dataset.form, body: String(this.body()), at: Date.now() };
      const isKept = local.put(this.formDraft, copy);
      if (!isKept && this.failures) this.tell(words.lostRoom, true);
      return isKept;
    }

    async send() {
      if (!this.form.isConnected || this.isSubmitting || !this.isWaiting) return;
      if (this.isSending) { this.plan(QUIET); return; }
      this.isSending = true;
      this.count += 1;
      const [upTo, formDraft, body] = [this.typed, this.formDraft, this.body()];
      body.set("draft_writer", `${writer}.${this.count}`);
      this.mark();
      this.abort = new AbortController();
      try {
        const answer = await post(body, this.form.elements.csrfmiddlewaretoken?.value || "", { signal: this.abort.signal });
        await this.take(answer, upTo, formDraft);
      } catch {
        if (!this.isSubmitting) this.fail();
      } finally {
        this.isSending = false;
      }
    }

    async take(answer, upTo, formDraft) {
      if (answer.ok) {
        const found = await answer.json();
        this.acknowledge(found, upTo, formDraft);
        return;
      }
      if (answer.status === 401) {
        this.tell(this.keepHere() ? words.local : words.lostRoom, true);
        askToLogIn(answer.headers.get("X-Log-In"));
        return;
      }
      if (answer.status === 403) {
        this.keepHere();
        const fresh = await freshToken();
        if (fresh.status === 401) { this.tell(words.local, true); askToLogIn(); return; }
        if (fresh.isSame && !this.hasFreshToken) { this.hasFreshToken = true; this.plan(0); return; }
        this.tell(fresh.isSame ? words.local : words.stranger, true);
        return;
      }
      if (answer.status === 413 || answer.status === 400) {
        this.keepHere();
        this.tell(await said(answer) || words.local, true);
        return;
      }
      this.fail();
    }

    acknowledge(found, upTo, formDraft) {
      this.failures = 0;
      this.hasFreshToken = false;
      this.kept = upTo;
      this.since = this.isWaiting ? Date.now() : 0;
      // The next page may have been asked for before the server had this: it then finds it here.
      if (!this.isLeaving) local.drop(formDraft);
      const fields = this.form.elements;
      if (found.envelope) {
        this.envelope.value = found.envelope;
        fields.submit_token.value = found.form_draft;
      }
      fields.draft_revision.value = found.revision;
      const text = words.kept.replace("{time}", found.at);
      this.tell(found.envelope ? `${words.beside} ${text}` : text);
      if (this.isWaiting) this.plan(QUIET);
    }

    fail() {
      const isHere = this.keepHere();
      this.tell(isHere ? words.local : words.lostRoom, true);
      this.plan(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
      this.failures += 1;
    }

    // A press of a button carries everything; what was on its way gives way to it.
    submitting() {
      this.keepHere();
      clearTimeout(this.timer);
      this.isSubmitting = true;
      this.abort?.abort();
      this.mark();
    }

    leave() {
      if (!this.isWaiting || this.isSubmitting || !this.form.isConnected) return;
      this.keepHere();
      this.count += 1;
      const body = this.body();
      body.set("draft_writer", `${writer}.${this.count}`);
      if (String(body).length > KEEPALIVE_MOST) return;
      post(body, this.form.elements.csrfmiddlewaretoken?.value || "", { keepalive: true }).catch(() => {});
    }
  }

  const find = () => {
    document.querySelectorAll("form input[name=draft_envelope]").forEach((envelope) => {
      if (!drafts.has(envelope.form)) drafts.set(envelope.form, new Draft(envelope.form, envelope));
    });
    drafts.forEach((draft, form) => { if (!form.isConnected) drafts.delete(form); });
  };

  // --- A session that has ended ----------------------------------------------------------------------

  const box = () => document.getElementById("signed-out");

  const askToLogIn = (address) => {
    signedOut = true;
    const dialog = box();
    if (!dialog) return;
    const link = dialog.querySelector("a");
    if (address && link) link.href = address;
    if (!dialog.open) dialog.showModal();
  };

  const carryOn = async () => {
    if (!signedOut) return;
    const fresh = await freshToken().catch(() => ({}));
    if (!fresh.isSame) return;
    signedOut = false;
    box()?.close();
    drafts.forEach((draft) => { draft.failures = 0; draft.send(); });
  };

  // --- What an earlier page left on this device --------------------------------------------------------

  // Whether a form already shows the text of a copy: the rest of what they carry is about the form, not of the person.
  const ABOUT = /^(draft_envelope|draft_writer|draft_revision|submit_token)$|-INITIAL_FORMS$/;
  const textOf = (pairs) => String(new URLSearchParams([...pairs].filter(([name]) => !ABOUT.test(name))));
  const isShown = (draft, body) => textOf(draft.body()) === textOf(new URLSearchParams(body));

  const flush = async () => {
    const copies = local.all();
    const own = new Set([...drafts.values()].map((draft) => draft.formDraft));
    const strange = copies.filter(([formDraft]) => !own.has(formDraft));
    if (!strange.length) return;
    const fresh = await freshToken();
    if (!fresh.isSame) return;
    let hasMore = false;
    for (const [formDraft, copy] of strange) {
      const answer = await post(copy.body, fresh.token);
      if (answer.ok) {
        const found = await answer.json();
        local.drop(formDraft);
        const draft = [...drafts.values()].find((one) => one.envelope.dataset.form === copy.form);
        if (draft && isShown(draft, copy.body)) continue;
        if (draft && !found.saved && !draft.typed) { location.reload(); return; }
        hasMore ||= !found.saved;
      }
    }
    const status = document.getElementById("line-status");
    if (hasMore && status) { status.classList.remove("visually-hidden"); status.textContent = words.waiting; }
  };

  // Puts kept values into a form that the server shows as it is stored: the administration's.
  const fill = (form, values) => {
    const left = Object.fromEntries(Object.entries(values).map(([name, texts]) => [name, [...texts]]));
    [...form.elements].filter((field) => field.name && field.type !== "hidden").forEach((field) => {
      const texts = left[field.name] || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = texts.includes(field.value);
      else if (field.multiple && field.options) [...field.options].forEach((one) => { one.selected = texts.includes(one.value); });
      else if (texts.length) field.value = texts.shift();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  // --- Listening ---------------------------------------------------------------------------------------

  const ofEvent = (event) => drafts.get(event.target.form);

  ["input", "change"].forEach((kind) => document.addEventListener(kind, (event) => ofEvent(event)?.touch()));

  // What a browser put back by itself after a crash or on going back was typed by the person too.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) drafts.forEach((draft) => { draft.isSubmitting = false; draft.mark(); });
  });

  document.addEventListener("submit", (event) => {
    if (event.target.action?.includes("/logout/")) { logOut(event); return; }
    if (!event.defaultPrevented) drafts.get(event.target)?.submitting();
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const elt = event.detail.elt;
    if (elt.matches("form,button")) drafts.get(elt.closest("form"))?.submitting();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) return;
    const draft = event.detail.elt.matches("form,button") && drafts.get(event.detail.elt.closest("form"));
    if (event.detail.xhr?.status === 401) askToLogIn(event.detail.xhr.getResponseHeader("X-Log-In"));
    if (draft) { draft.isSubmitting = false; draft.typed += 1; draft.plan(QUIET); }
  });

  document.addEventListener("htmx:load", find);

  window.addEventListener("pagehide", () => drafts.forEach((draft) => draft.leave()));

  window.addEventListener("beforeunload", (event) => {
    const unsaved = [...drafts.values()].some((draft) => draft.isWaiting && !draft.isSubmitting && draft.form.isConnected);
    if (!unsaved) return;
    drafts.forEach((draft) => { draft.keepHere(); draft.isLeaving = true; draft.send(); });
    event.preventDefault();
  });

  window.addEventListener("online", () => {
    drafts.forEach((draft) => { draft.failures = 0; draft.send(); });
    flush().catch(() => {});
  });

  ["focus", "visibilitychange"].forEach((kind) => window.addEventListener(kind, () => {
    if (document.visibilityState === "visible") carryOn();
  }));

  // Nothing of a person stays on a device they log out of; what the server does not have yet goes there first.
  const logOut = (event) => {
    // Who was about to leave and stayed: what the server has meanwhile need not be here.
    drafts.forEach((draft) => { draft.isLeaving = false; if (!draft.isWaiting) local.drop(draft.formDraft); });
    if (!local.all().length) return;
    event.preventDefault();
    const form = event.target;
    const late = new Promise((resolve) => { setTimeout(resolve, 3000); });
    const sent = Promise.all([...drafts.values()].map((draft) => draft.send())).then(flush).catch(() => {});
    Promise.race([sent, late]).then(() => {
      if (local.all().length && !window.confirm(words.logOut)) return;
      local.clear();
      drafts.forEach((draft) => { draft.kept = draft.typed; });
      form.submit();
    });
  };

  document.querySelectorAll("[data-unsaved-fill]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const values = JSON.parse(document.getElementById(button.dataset.unsavedFill).textContent);
      drafts.forEach((draft, form) => fill(form, values));
    });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#signed-out [data-close]")) box().close();
  });

  find();
  flush().catch(() => {});
})();
