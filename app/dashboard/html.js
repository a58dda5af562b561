// @ts-check
// Elements and their state: the two vendored libraries, bound together once.

import htm from "./vendor/htm.mjs";
import { h, render } from "./vendor/preact.mjs";

export { useCallback, useEffect, useMemo, useRef, useState } from "./vendor/hooks.mjs";
export { render };

/** Elements from a template; text stays text, so nothing that is shown can become an element. */
export const html = htm.bind(h);
