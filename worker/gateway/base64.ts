/** Characters per call of String.fromCharCode: more would overflow the stack. */
const BLOCK = 8192;

/** Standard base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += BLOCK)
    binary += String.fromCharCode(...bytes.subarray(start, start + BLOCK));
  return btoa(binary);
}

/** The bytes of standard base64, with or without padding; undefined when it is none. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    // The only thing that atob throws is that its input is wrong.
    return undefined;
  }
}

/** A file as a `data:` URL (RFC 2397). */
export function toDataUrl(file: { readonly mediaType: string; readonly data: Uint8Array }): string {
  return `data:${file.mediaType};base64,${toBase64(file.data)}`;
}
