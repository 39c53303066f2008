/** The two halves of a Piper voice, each a whole ONNX model. */
export interface PiperHalves {
  /** Phoneme ids → latent frames, output {@link PiperHalves.cut} `[1, 192, frames]`. */
  readonly encoder: Uint8Array;
  /** Latent frames → samples: input {@link PiperHalves.cut}, output `output`. */
  readonly decoder: Uint8Array;
  /** The tensor's name at which the graph is cut. */
  readonly cut: string;
}

interface Field {
  readonly number: number;
  /** Where the field begins with its tag, where its content begins, where it ends. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

interface GraphNode {
  readonly bytes: Uint8Array;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Field numbers of onnx.proto (ModelProto, GraphProto, NodeProto, TensorProto). */
const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;
const GRAPH_NAME = 2;
const GRAPH_INITIALIZER = 5;
const GRAPH_INPUT = 11;
const GRAPH_OUTPUT = 12;
const NODE_INPUT = 1;
const NODE_OUTPUT = 2;
const TENSOR_NAME = 8;
/** The exporter's scope of the HiFi-GAN decoder. */
const DECODER_SCOPE = "/dec/";
const LATENT_CHANNELS = 192;

/**
 * Cuts a Piper (VITS) voice before its decoder, so that the decoder can run on a few frames at a
 * time and the first sound doesn't wait for the whole sentence. Works on the protobuf's bytes: the
 * weights are copied, never parsed.
 * @throws Error when the file is no Piper voice with one decoder
 */
export function splitPiperGraph(model: Uint8Array): PiperHalves {
  const top = [...fields(model, 0, model.length)];
  const graph = top.find((field) => field.number === MODEL_GRAPH);
  if (graph === undefined) throw new Error("The voice file is no ONNX model.");
  const header = top
    .filter((field) => field !== graph)
    .map((field) => model.subarray(field.start, field.end));
  const parts = [...fields(model, graph.body, graph.end)];
  const bytesOf = (number: number): Uint8Array[] =>
    parts.filter((field) => field.number === number).map((f) => model.subarray(f.start, f.end));

  const nodes = parts.filter((field) => field.number === GRAPH_NODE).map((f) => readNode(model, f));
  const weights = parts
    .filter((field) => field.number === GRAPH_INITIALIZER)
    .map((field) => ({
      name: strings(model, field, TENSOR_NAME)[0] ?? "",
      bytes: model.subarray(field.start, field.end),
    }));

  const late = (node: GraphNode): boolean =>
    node.outputs.some((name) => name.startsWith(DECODER_SCOPE) || name === "output");
  const decoder = nodes.filter(late);
  const given = new Set([...weights.map((w) => w.name), ...decoder.flatMap((n) => n.outputs)]);
  const borders = new Set(decoder.flatMap((n) => n.inputs).filter((n) => n && !given.has(n)));
  const [cut] = borders;
  if (cut === undefined || borders.size !== 1)
    throw new Error("The voice file has another shape than a Piper voice.");

  const assemble = (own: readonly GraphNode[], ends: readonly Uint8Array[]): Uint8Array => {
    const used = new Set(own.flatMap((node) => node.inputs));
    const body = [
      ...own.map((node) => node.bytes),
      ...bytesOf(GRAPH_NAME),
      ...weights.filter((weight) => used.has(weight.name)).map((weight) => weight.bytes),
      ...ends,
    ];
    // One copy of the weights and no more: they are most of the file.
    return concat([...header, ...delimited(MODEL_GRAPH, body)]);
  };
  const latent = (number: number): Uint8Array => concat(delimited(number, [latentType(cut)]));
  return {
    encoder: assemble(
      nodes.filter((node) => !late(node)),
      [...bytesOf(GRAPH_INPUT), latent(GRAPH_OUTPUT)],
    ),
    decoder: assemble(decoder, [latent(GRAPH_INPUT), ...bytesOf(GRAPH_OUTPUT)]),
    cut,
  };
}

function readNode(model: Uint8Array, field: Field): GraphNode {
  return {
    bytes: model.subarray(field.start, field.end),
    inputs: strings(model, field, NODE_INPUT),
    outputs: strings(model, field, NODE_OUTPUT),
  };
}

function strings(model: Uint8Array, parent: Field, number: number): string[] {
  const found: string[] = [];
  for (const field of fields(model, parent.body, parent.end))
    if (field.number === number)
      found.push(new TextDecoder().decode(model.subarray(field.body, field.end)));
  return found;
}

/** The ValueInfoProto of a float tensor `[1, 192, frames]`, without its own tag. */
function latentType(name: string): Uint8Array {
  const dimension = (value: readonly Uint8Array[]): Uint8Array[] => delimited(1, value);
  const shape = delimited(2, [
    ...dimension([varint(1 << 3), varint(1)]),
    ...dimension([varint(1 << 3), varint(LATENT_CHANNELS)]),
    ...dimension(delimited(2, [new TextEncoder().encode("frames")])),
  ]);
  const float = [varint(1 << 3), varint(1)];
  return concat([
    ...delimited(1, [new TextEncoder().encode(name)]),
    ...delimited(2, delimited(1, [...float, ...shape])),
  ]);
}

/** The fields of a protobuf message in `bytes[from…to]`. */
function* fields(bytes: Uint8Array, from: number, to: number): Generator<Field> {
  for (let at = from; at < to;) {
    const start = at;
    const [tag, afterTag] = readVarint(bytes, at);
    const number = Math.floor(tag / 8);
    let body = afterTag;
    const wire = tag % 8;
    if (wire === 0) at = readVarint(bytes, afterTag)[1];
    else if (wire === 1) at = afterTag + 8;
    else if (wire === 5) at = afterTag + 4;
    else if (wire === 2) {
      const [length, afterLength] = readVarint(bytes, afterTag);
      body = afterLength;
      at = afterLength + length;
    } else throw new Error("The voice file is no ONNX model.");
    if (at > to) throw new Error("The voice file is cut off.");
    yield { number, start, body, end: at };
  }
}

/** Value and the position after it; exact up to 2⁵³. */
function readVarint(bytes: Uint8Array, from: number): [value: number, next: number] {
  let value = 0;
  for (let at = from, factor = 1; at < bytes.length; at++, factor *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 127) * factor;
    if (byte < 128) return [value, at + 1];
  }
  throw new Error("The voice file is cut off.");
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

/** A length-delimited field: its tag and length before the parts of its content. */
function delimited(number: number, body: readonly Uint8Array[]): Uint8Array[] {
  const length = body.reduce((sum, part) => sum + part.length, 0);
  return [varint(number * 8 + 2), varint(length), ...body];
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
