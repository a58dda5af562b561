// @ts-check
// Passkeys: the browser asks the person, and what it answers goes to the service as it is.

/** Whether this browser can do it at all. */
export function canUsePasskeys() {
  return "PublicKeyCredential" in window && "parseCreationOptionsFromJSON" in PublicKeyCredential;
}

/**
 * A new passkey; null when the person or the browser said no.
 * @param {any} options
 * @returns {Promise<object | null>}
 */
export async function make(options) {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return told(await navigator.credentials.create({ publicKey }));
  } catch {
    return null;
  }
}

/**
 * A proof with a passkey that is there; null when the person or the browser said no.
 * @param {any} options
 * @returns {Promise<object | null>}
 */
export async function prove(options) {
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return told(await navigator.credentials.get({ publicKey }));
  } catch {
    return null;
  }
}

/** @param {Credential | null} credential */
function told(credential) {
  return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
}
