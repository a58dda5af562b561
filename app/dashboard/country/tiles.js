// @ts-check
// The country in hexagons: each belongs to the zone that is nearest by its own size, so that a zone is
// drawn as an area and nothing on the map is a point. Coarser than any zone, and no measure of anything.

import { OUTLINES } from "./outline.js";

/** From the middle of a hexagon to its corner, in km. */
const SIZE = 11;
const WIDTH = SIZE * Math.sqrt(3);
const EARTH = 6371;
const RAD = Math.PI / 180;

/**
 * @typedef {{zone: string, region: string | null, lat: number, lon: number, radius_km: number,
 *   houses: number, units: number, free: number}} Zone
 * @typedef {{x: number, y: number}} Point
 * @typedef {{zone: Zone, area: string, rim: string, label: Point}} Drawn
 * @typedef {{box: string, land: string, around: string, zones: Drawn[]}} Drawing
 */

/**
 * Degrees on a plane around a middle, areas as they are (Lambert's azimuthal projection); km.
 * @param {number} lat0
 * @param {number} lon0
 */
function planeAround(lat0, lon0) {
  const [sin0, cos0] = [Math.sin(lat0 * RAD), Math.cos(lat0 * RAD)];
  return (/** @type {number} */ lat, /** @type {number} */ lon) => {
    const [sin, cos] = [Math.sin(lat * RAD), Math.cos(lat * RAD)];
    const east = (lon - lon0) * RAD;
    const k = EARTH * Math.sqrt(2 / (1 + sin0 * sin + cos0 * cos * Math.cos(east)));
    return { x: k * cos * Math.sin(east), y: -k * (cos0 * sin - sin0 * cos * Math.cos(east)) };
  };
}

/**
 * The map of these zones, on the outline of the country where there is one.
 * @param {readonly Zone[]} zones
 * @param {string} country
 * @returns {Drawing}
 */
export function drawn(zones, country) {
  const plane = planeAround(mean(zones.map((one) => one.lat)), mean(zones.map((one) => one.lon)));
  const placed = zones.map((zone) => ({ zone, ...plane(zone.lat, zone.lon) }));
  const own = (OUTLINES[country] ?? []).map((ring) => onPlane(ring, plane));
  const others = Object.entries(OUTLINES)
    .filter(([code]) => own.length > 0 && code !== country)
    .flatMap(([, rings]) => rings.map((ring) => onPlane(ring, plane)));
  const box = boxOf(placed);
  const owner = owners(placed, own, box);
  /** @type {Map<string, {q: number, r: number}[]>} */
  const tiles = new Map();
  for (const [key, zone] of owner) {
    const [q = 0, r = 0] = key.split(" ").map(Number);
    tiles.set(zone, [...(tiles.get(zone) ?? []), { q, r }]);
  }
  return {
    box: `${box.left} ${box.top} ${box.right - box.left} ${box.bottom - box.top}`,
    land: own.map(pathOf).join(""),
    around: others.map(pathOf).join(""),
    zones: zones.map((zone) => shapeOf(zone, tiles.get(zone.zone) ?? [], owner)),
  };
}

/** @param {number[]} some */
function mean(some) {
  return some.reduce((sum, one) => sum + one, 0) / Math.max(some.length, 1);
}

/** @param {readonly number[]} ring @param {(lat: number, lon: number) => Point} plane */
function onPlane(ring, plane) {
  const points = [];
  for (let at = 0; at + 1 < ring.length; at += 2) points.push(plane(ring[at + 1] ?? 0, ring[at] ?? 0));
  return points;
}

/** @param {Point[]} points */
function pathOf(points) {
  return `M${points.map(({ x, y }) => `${x.toFixed(0)} ${y.toFixed(0)}`).join("L")}Z`;
}

/** @param {readonly (Point & {zone: Zone})[]} placed */
function boxOf(placed) {
  const [xs, ys] = [placed.map((one) => one.x), placed.map((one) => one.y)];
  const beyond = 90;
  return {
    left: Math.floor(Math.min(...xs) - beyond),
    right: Math.ceil(Math.max(...xs) + beyond),
    top: Math.floor(Math.min(...ys) - beyond),
    bottom: Math.ceil(Math.max(...ys) + beyond),
  };
}

/** @param {number} q @param {number} r @returns {Point} */
function middle(q, r) {
  return { x: WIDTH * (q + r / 2), y: SIZE * 1.5 * r };
}

/**
 * Which zone has each hexagon: on land the nearest one by its own size; where no outline is known, one
 * in whose reach it lies. A zone too small for any gets the one in which its middle lies.
 *
 * @param {readonly (Point & {zone: Zone})[]} placed
 * @param {readonly Point[][]} land
 * @param {{left: number, right: number, top: number, bottom: number}} box
 */
function owners(placed, land, box) {
  /** @type {Map<string, string>} */
  const owner = new Map();
  for (let r = Math.ceil(box.top / SIZE / 1.5); r <= box.bottom / SIZE / 1.5; r += 1) {
    for (let q = Math.ceil(box.left / WIDTH - r / 2); q <= box.right / WIDTH - r / 2; q += 1) {
      const at = middle(q, r);
      const [nearest, by] = nearestOf(placed, at);
      const here = land.length > 0 ? land.some((ring) => inside(ring, at)) : by <= 1;
      if (nearest && here) owner.set(`${q} ${r}`, nearest.zone.zone);
    }
  }
  const held = new Set(owner.values());
  for (const one of placed.filter((each) => !held.has(each.zone.zone))) {
    const r = Math.round(one.y / SIZE / 1.5);
    owner.set(`${Math.round(one.x / WIDTH - r / 2)} ${r}`, one.zone.zone);
  }
  return owner;
}

/**
 * @param {readonly (Point & {zone: Zone})[]} placed
 * @param {Point} at
 * @returns {[(Point & {zone: Zone}) | null, number]}
 */
function nearestOf(placed, at) {
  /** @type {(Point & {zone: Zone}) | null} */
  let found = null;
  let least = Infinity;
  for (const one of placed) {
    const by = Math.hypot(one.x - at.x, one.y - at.y) / one.zone.radius_km;
    if (by < least) [found, least] = [one, by];
  }
  return [found, least];
}

/** @param {readonly Point[]} ring @param {Point} at */
function inside(ring, at) {
  let within = false;
  for (let n = 0, last = ring.length - 1; n < ring.length; last = n, n += 1) {
    const [a, b] = [/** @type {Point} */ (ring[n]), /** @type {Point} */ (ring[last])];
    if (a.y > at.y !== b.y > at.y && at.x < ((b.x - a.x) * (at.y - a.y)) / (b.y - a.y) + a.x) within = !within;
  }
  return within;
}

/** Neighbours in the order of the sides: the side n lies between the corners n and n + 1. */
const BESIDE = Object.freeze([[1, 0], [0, 1], [-1, 1], [-1, 0], [0, -1], [1, -1]]);

/** @param {Point} at @param {number} n */
function corner(at, n) {
  const angle = (60 * n - 30) * RAD;
  return `${(at.x + SIZE * Math.cos(angle)).toFixed(1)} ${(at.y + SIZE * Math.sin(angle)).toFixed(1)}`;
}

/**
 * @param {Zone} zone
 * @param {readonly {q: number, r: number}[]} tiles
 * @param {ReadonlyMap<string, string>} owner
 * @returns {Drawn}
 */
function shapeOf(zone, tiles, owner) {
  /** @type {string[]} */
  const area = [];
  /** @type {string[]} */
  const rim = [];
  for (const { q, r } of tiles) {
    const at = middle(q, r);
    area.push(`M${[0, 1, 2, 3, 4, 5].map((n) => corner(at, n)).join("L")}Z`);
    BESIDE.forEach(([dq = 0, dr = 0], n) => {
      if (owner.get(`${q + dq} ${r + dr}`) !== zone.zone) rim.push(`M${corner(at, n)}L${corner(at, n + 1)}`);
    });
  }
  return { zone, area: area.join(""), rim: rim.join(""), label: labelOf(tiles) };
}

/** The tile that is nearest to the middle of all. @param {readonly {q: number, r: number}[]} tiles */
function labelOf(tiles) {
  const points = tiles.map(({ q, r }) => middle(q, r));
  const [x, y] = [mean(points.map((one) => one.x)), mean(points.map((one) => one.y))];
  const from = (/** @type {Point} */ one) => Math.hypot(one.x - x, one.y - y);
  return points.reduce((best, one) => (from(one) < from(best) ? one : best), points[0] ?? { x, y });
}
