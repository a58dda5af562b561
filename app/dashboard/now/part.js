// @ts-check
// One part of the first view: what it read, read again when something of it changed.

import { useAsked } from "../asking.js";
import { html, useEffect, useState } from "../html.js";
import { useLive } from "../live.js";
import { Problem } from "../parts.js";

/**
 * What could not be read is said to be so; what was there before stays in view.
 *
 * @template T
 * @param {{t: (key: string) => string, name: string, nouns: readonly string[], ask: () => Promise<T>,
 *   count?: (said: T) => number, show: (said: T, reload: () => Promise<void>) => unknown,
 *   hideEmpty?: boolean}} given `name` is the key of its heading
 */
export function Part({ t, name, nouns, ask, count, show, hideEmpty = false }) {
  const { said, problem, reload } = useAsked(ask, []);
  useLive(nouns, reload);
  const many = said !== null && count ? count(said) : null;
  if (hideEmpty && many === 0 && !problem) return null;
  return html`
    <section class="part-now" aria-labelledby=${`now-${name}`}>
      <h2 id=${`now-${name}`}>${t(name)} ${many !== null && html`<span class="count">${many}</span>`}</h2>
      <${Problem} t=${t} problem=${problem} />
      ${said === null ? !problem && html`<p>${t("loading")}</p>` : show(said, reload)}
    </section>
  `;
}

/**
 * How long ago, in two units at most; told anew each half minute.
 * @param {{at: string, t: (key: string) => string}} given
 */
export function Age({ at, t }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return html`<time datetime=${at}>${spell(Math.max(0, Math.floor((now - Date.parse(at)) / 60_000)), t)}</time>`;
}

/**
 * @param {number} minutes
 * @param {(key: string) => string} t
 */
function spell(minutes, t) {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return `${days} ${t("daysShort")} ${hours} ${t("hoursShort")}`;
  return hours > 0 ? `${hours} ${t("hoursShort")} ${rest} min` : `${rest} min`;
}
