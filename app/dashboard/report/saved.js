// @ts-check
// A file that the service told goes to where the reader's browser keeps what she saves.

/** How long the browser may take to read it; after that nothing of it is left in the page. */
const READ_WITHIN = 5000;

/** @param {{name: string, media_type: string, content: string}} told `content` is base64 */
export function saved(told) {
  const bytes = Uint8Array.from(atob(told.content), (letter) => letter.charCodeAt(0));
  const at = URL.createObjectURL(new Blob([bytes], { type: told.media_type }));
  const link = document.createElement("a");
  link.href = at;
  link.download = told.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(at), READ_WITHIN);
}
