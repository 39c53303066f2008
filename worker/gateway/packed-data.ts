/** Where bytes stood in the data, of what type, and how many there are of them. */
interface BytesPlace {
  readonly path: Path;
  readonly type: "bytes" | "samples" | "vector";
  readonly length: number;
}

type Path = readonly (string | number)[];

const NEWLINE = 10;

/**
 * Plain data as bytes, for the way between a Worker and an object, and for an object's storage: one
 * line of JSON, then the bytes of pictures, sound and vectors, which JSON says the places of. What a
 * caller put into the data can't be taken for such a place.
 */
export function packData(data: object): Uint8Array {
  const places: BytesPlace[] = [];
  const parts: Uint8Array[] = [];
  const plain = withoutBytes(data, [], (path, view) => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    places.push({ path, type: typeOf(view), length: bytes.length });
    parts.push(bytes);
  });
  const head = new TextEncoder().encode(`${JSON.stringify({ plain, places })}\n`);
  if (parts.length === 0) return head;
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.length, head.length));
  packed.set(head);
  let at = head.length;
  for (const part of parts) {
    packed.set(part, at);
    at += part.length;
  }
  return packed;
}

/** The data that {@link packData} made such bytes of; whoever reads it knows what it is. */
export function unpackData<Data extends object>(packed: Uint8Array): Data {
  const end = packed.indexOf(NEWLINE);
  const { plain, places } = JSON.parse(new TextDecoder().decode(packed.subarray(0, end))) as {
    plain: Data;
    places: BytesPlace[];
  };
  let at = end + 1;
  for (const { path, type, length } of places) {
    // A copy, because numbers of several bytes must begin at their own multiples.
    put(plain, path, viewOf(type, packed.slice(at, at + length)));
    at += length;
  }
  return plain;
}

function typeOf(view: ArrayBufferView): BytesPlace["type"] {
  if (view instanceof Int16Array) return "samples";
  return view instanceof Float32Array ? "vector" : "bytes";
}

function viewOf(type: BytesPlace["type"], bytes: Uint8Array<ArrayBuffer>): ArrayBufferView {
  switch (type) {
    case "bytes":
      return bytes;
    case "samples":
      return new Int16Array(bytes.buffer);
    case "vector":
      return new Float32Array(bytes.buffer);
  }
}

/** A copy of plain data in which null stands for bytes, each of which is `found`. */
function withoutBytes(
  value: unknown,
  path: Path,
  found: (path: Path, view: ArrayBufferView) => void,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) {
    found(path, value);
    return null;
  }
  if (Array.isArray(value)) return value.map((one, at) => withoutBytes(one, [...path, at], found));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withoutBytes(one, [...path, key], found)]),
  );
}

function put(data: object, path: Path, value: ArrayBufferView): void {
  let holder = data as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as typeof holder;
  holder[path.at(-1) ?? ""] = value;
}
