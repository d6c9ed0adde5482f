/* Gives the search boxes of the admin the name of the field they fill: the widget itself has none while it is empty. */

"use strict";

const nameBoxes = () => {
  document.querySelectorAll("select.admin-autocomplete").forEach((select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const box = select.parentElement.querySelector(".select2-selection");
    if (!label || !box) {
      return;
    }
    label.id = label.id || `${select.id}_label`;
    box.querySelector(".select2-selection__rendered")?.setAttribute("aria-labelledby", label.id);
    box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") || ""}`.trim());
  });
};

// The widgets are made when jQuery calls itself ready, which can be after the page has loaded: wait in its queue.
window.addEventListener("load", () => (window.django?.jQuery ? window.django.jQuery(nameBoxes) : nameBoxes()));
