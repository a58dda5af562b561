// @ts-check
// Days and hours of the roster, as they are in Oslo whatever the clock of this computer says.

const OSLO = "Europe/Oslo";

/**
 * The instant of a local day and hour in Oslo.
 * @param {string} typed as a field of day and time gives it
 */
export function osloInstant(typed) {
  const asIfUtc = new Date(`${typed}:00Z`).getTime();
  const ahead = (/** @type {number} */ at) => new Date(`${local(at)}Z`).getTime() - at;
  const first = asIfUtc - ahead(asIfUtc);
  return new Date(asIfUtc - ahead(first)).toISOString();
}

/**
 * The day in Oslo on which that is.
 * @param {string} at
 */
export function osloDay(at) {
  return local(new Date(at).getTime()).slice(0, 10);
}

/**
 * The hour in Oslo.
 * @param {string} at
 */
export function osloHour(at) {
  return local(new Date(at).getTime()).slice(11, 16);
}

/** @param {number} at */
function local(at) {
  const said = new Intl.DateTimeFormat("sv-SE", { timeZone: OSLO, dateStyle: "short", timeStyle: "medium" });
  return said.format(new Date(at)).replace(" ", "T");
}
