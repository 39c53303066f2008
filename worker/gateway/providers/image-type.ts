/** The first bytes of the formats that models make pictures in. */
const SIGNATURES: readonly (readonly [string, number, readonly number[]])[] = [
  ["image/png", 0, [0x89, 0x50, 0x4e, 0x47]],
  ["image/jpeg", 0, [0xff, 0xd8, 0xff]],
  ["image/gif", 0, [0x47, 0x49, 0x46, 0x38]],
  // "WEBP" after RIFF's length.
  ["image/webp", 8, [0x57, 0x45, 0x42, 0x50]],
];

/** The media type of a picture's bytes; undefined when they are none that is known. */
export function imageType(bytes: Uint8Array): string | undefined {
  const found = SIGNATURES.find(([, start, signature]) =>
    signature.every((byte, at) => bytes[start + at] === byte),
  );
  return found?.[0];
}
