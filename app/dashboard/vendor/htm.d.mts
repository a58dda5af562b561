// What the page uses of htm.
import type { Element } from "./preact.mjs";
type Template = (strings: TemplateStringsArray, ...values: unknown[]) => Element;
declare const htm: { bind(h: unknown): Template };
export default htm;
