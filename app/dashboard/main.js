// @ts-check
// Where the page begins.

import { App } from "./app.js";
import { html, render } from "./html.js";

// A page out of the browser's memory may be of somebody who has signed out since: it is asked anew.
addEventListener("pageshow", (shown) => {
  if (shown.persisted) location.reload();
});
addEventListener("pagehide", () => {
  document.getElementById("page")?.setAttribute("hidden", "");
});

const page = document.getElementById("page");
if (page) render(html`<${App} />`, page);
