// Passkeys: asks the browser for one and sends what it answers with the form. A form says what it wants by
// data-passkey: "create" (a new one), "get" (show one, options on the page), "log-in" (show one, options from the server).
(() => {
  "use strict";

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };

  const toText = (buffer) => {
    const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const withBytes = (list) => (list || []).map((entry) => ({ ...entry, id: toBytes(entry.id) }));

  const creation = (options, alone) => ({
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
    authenticatorSelection: {
      ...options.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone ? { userVerification: "required" } : {}),
    },
  });

  const request = (options) => ({
    ...options,
    challenge: toBytes(options.challenge),
    allowCredentials: withBytes(options.allowCredentials),
  });

  const asData = (credential) => {
    const { response } = credential;
    const answer = { clientDataJSON: toText(response.clientDataJSON) };
    if (response.attestationObject) {
      answer.attestationObject = toText(response.attestationObject);
      answer.transports = response.getTransports ? response.getTransports() : [];
    } else {
      answer.authenticatorData = toText(response.authenticatorData);
      answer.signature = toText(response.signature);
      answer.userHandle = response.userHandle ? toText(response.userHandle) : null;
    }
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: answer,
    };
  };

  const optionsOf = async (form) => {
    if (form.dataset.passkey !== "log-in") {
      return JSON.parse(document.getElementById(form.dataset.options).textContent);
    }
    const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  };

  const ask = async (form) => {
    const options = await optionsOf(form);
    if (form.dataset.passkey === "create") {
      const alone = Boolean(form.querySelector("[name=passwordless]")?.checked);
      return navigator.credentials.create({ publicKey: creation(options.creation_options.publicKey, alone) });
    }
    return navigator.credentials.get({ publicKey: request(options.request_options.publicKey) });
  };

  const say = (form, words) => {
    const place = form.querySelector("[data-passkey-trouble]");
    place.textContent = words;
    place.hidden = !words;
  };

  const start = (form) => {
    let isAsking = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (isAsking) return;
      isAsking = true;
      const place = form.querySelector("[data-passkey-trouble]");
      say(form, "");
      try {
        const credential = await ask(form);
        form.querySelector("[name=credential]").value = JSON.stringify(asData(credential));
        form.submit();
      } catch (error) {
        const known = error.name === "InvalidStateError";
        say(form, known ? place.dataset.known : place.dataset.cancelled);
      } finally {
        isAsking = false;
      }
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-passkey]").forEach((form) => {
      if (window.PublicKeyCredential && window.isSecureContext) {
        form.hidden = false;
        start(form);
      } else {
        document.querySelectorAll("[data-no-passkey]").forEach((note) => { note.hidden = false; });
      }
    });
  });
})();
