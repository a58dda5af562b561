// @ts-check
// What the address says of how somebody came: taken out of it at once, and never sent anywhere.

const LINK = /^#(?:link=)?([A-Za-z0-9_-]{43})$/;

/**
 * A one-time link, or what came of a visit to the identity provider.
 * @returns {{link: string, from: "" | "code" | "linked" | "refused"}}
 */
export function arrival() {
  const said = location.hash;
  if (said) history.replaceState(null, "", "/");
  const from = /^#(code|linked|refused)$/.exec(said)?.[1] ?? "";
  return {
    link: LINK.exec(said)?.[1] ?? "",
    from: /** @type {"" | "code" | "linked" | "refused"} */ (from),
  };
}
