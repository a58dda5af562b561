// @ts-check
// A clock that runs out, such as that of a hold: how long is left, told in words when it is over.

import { html, useEffect, useState } from "./html.js";
import { LOCALE } from "./texts.js";

const SOON_S = 300;

/**
 * How long until then. Nobody is interrupted by it: whoever listens asks for it.
 * @param {{until: string, frame: import("./app.js").Frame}} given
 */
export function Clock({ until, frame }) {
  const { t } = frame;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = Math.floor((Date.parse(until) - now) / 1000);
  const at = new Intl.DateTimeFormat(LOCALE[frame.language], {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "Europe/Oslo",
  }).format(new Date(until));
  return html`
    <span class=${left < SOON_S ? "clock soon" : "clock"} role="timer" aria-live="off">
      ${left <= 0 ? t("timeIsOver") : `${spelled(left)} ${t("timeLeft")}`} <small>(${t("untilTime")} ${at})</small>
    </span>
  `;
}

/** @param {number} seconds */
function spelled(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
