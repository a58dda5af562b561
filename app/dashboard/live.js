// @ts-check
// What changed elsewhere, as it happens: one stream for the page, and views that read their lists again.

import { STREAM, call } from "./api.js";
import { useEffect, useRef, useState } from "./html.js";

/** Milliseconds after which a stream that the service refused is asked for again. */
const AGAIN_AFTER = 20_000;

/** @typedef {{nouns: readonly string[], reload: () => void, told: (live: boolean) => void}} Listener */

const listeners = /** @type {Set<Listener>} */ (new Set());
let stream = /** @type {EventSource | null} */ (null);
let again = /** @type {number | undefined} */ (undefined);
let live = false;
let lost = false;

/**
 * Calls `reload` when something changed of one of these nouns (`app/contract/changes.py` has them).
 * Whether what is shown is live: if not, the view says so, and that it may be old.
 *
 * @param {readonly string[]} nouns
 * @param {() => void} reload
 */
export function useLive(nouns, reload) {
  const [isLive, told] = useState(live);
  const newest = useRef(reload);
  newest.current = reload;
  useEffect(() => {
    const one = { nouns, reload: () => newest.current(), told };
    listeners.add(one);
    if (!stream) open();
    told(live);
    return () => {
      listeners.delete(one);
      // The next view of the same person listens on; only when none came is nobody there.
      setTimeout(() => listeners.size === 0 && close(), 0);
    };
  }, []);
  return isLive;
}

function open() {
  clearTimeout(again);
  stream = new EventSource(STREAM);
  stream.addEventListener("ready", () => {
    say(true);
    // What happened while nobody was told is in no event.
    if (lost) for (const one of listeners) one.reload();
    lost = false;
  });
  stream.addEventListener("changed", (event) => {
    const { changed } = JSON.parse(event.data);
    for (const one of listeners) {
      if (one.nouns.some((noun) => changed.includes(noun))) one.reload();
    }
  });
  stream.addEventListener("error", () => {
    say(false);
    lost = true;
    if (stream?.readyState !== EventSource.CLOSED) return;
    // Refused: the session is over, which the next question tells, or there are too many streams.
    close();
    call("GET", "/session");
    again = setTimeout(() => listeners.size > 0 && !stream && open(), AGAIN_AFTER);
  });
}

function close() {
  clearTimeout(again);
  stream?.close();
  stream = null;
  say(false);
}

function say(/** @type {boolean} */ now) {
  live = now;
  for (const one of listeners) one.told(now);
}
