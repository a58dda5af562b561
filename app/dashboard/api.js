// @ts-check
// The only way to the service. An answer is a status, a body and the version it was read at.

import { touchedLately } from "./idle.js";

const BASE = "/api/v1";
/** Where the service tells what changed. */
export const STREAM = `${BASE}/changes`;
export const STEP_UP = "/session/step-up";

/**
 * @typedef {{ok: boolean, status: number, problem: string, body: any, version: string | null}} Answer
 * @typedef {{version?: string | null, key?: string}} More
 */

/** What is told when somebody is not signed in any more, or must prove again that it is she. */
export const listening = {
  /** @type {() => void} */
  signedOut: () => {},
  /** @type {() => Promise<boolean>} */
  stepUp: async () => false,
};

/**
 * Ask the service. An act has a key of its own, so that sending it twice does it once.
 *
 * Where the service wants a fresh proof of who acts, the person is asked for it, and the same act
 * is sent again under the same key.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {More} [more]
 * @returns {Promise<Answer>}
 */
export async function call(method, path, body, more = {}) {
  const key = more.key ?? crypto.randomUUID();
  const answer = await send(method, path, body, { ...more, key });
  if (answer.status === 401 && !isOpen(path)) listening.signedOut();
  if (answer.problem === "step-up-needed" && path !== STEP_UP) {
    if (await listening.stepUp()) return send(method, path, body, { ...more, key });
  }
  return answer;
}

/** @param {string} path */
function isOpen(path) {
  return path.startsWith("/sign-in/") || path.startsWith("/enrolment/");
}

/**
 * @param {string} method
 * @param {string} path
 * @param {object | undefined} body
 * @param {More} more
 * @returns {Promise<Answer>}
 */
async function send(method, path, body, more) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  // A page that asks by itself keeps nobody signed in who is not there.
  if (!touchedLately()) headers["Havn-Unattended"] = "1";
  if (method !== "GET" && more.key) headers["Idempotency-Key"] = more.key;
  if (more.version) headers["If-Match"] = more.version;
  try {
    const got = await fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      redirect: "error",
    });
    const said = (await got.text()).trim();
    const read = said ? JSON.parse(said) : null;
    return {
      ok: got.ok,
      status: got.status,
      problem: got.ok ? "" : String(read?.type ?? "").replace("urn:havn:problem:", ""),
      body: read,
      version: got.headers.get("ETag"),
    };
  } catch {
    return { ok: false, status: 0, problem: "no-answer", body: null, version: null };
  }
}
