// What the page uses of preact.
export type Element = object | null;
export function h(type: unknown, properties: object | null, ...children: unknown[]): Element;
export function render(what: Element, where: globalThis.Element): void;
