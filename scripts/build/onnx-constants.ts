/**
 * The few lines of protobuf that it takes to find constants in an ONNX file. Field numbers are those
 * of onnx.proto3: ModelProto.graph 7, GraphProto.node 1, NodeProto.output 2, .op_type 4, .attribute
 * 5, AttributeProto.name 1, .t 5, .g 6, TensorProto.data_type 2, .raw_data 9.
 */
type Fields = Map<number, Uint8Array[]>;

const FLOAT = 1;

function readVarint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    if (byte === undefined) throw new Error("The ONNX file ends inside a number.");
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return [value, at];
  }
}

/** A message's fields by number; numbers keep their encoded bytes. */
function readFields(message: Uint8Array): Fields {
  const fields: Fields = new Map();
  for (let at = 0; at < message.length;) {
    const [key, start] = readVarint(message, at);
    const wireType = key % 8;
    let from = start;
    if (wireType === 0) at = readVarint(message, start)[1];
    else if (wireType === 1) at = start + 8;
    else if (wireType === 5) at = start + 4;
    else if (wireType === 2) {
      const [length, content] = readVarint(message, start);
      from = content;
      at = content + length;
    } else throw new Error(`The ONNX file has a field of unknown wire type ${wireType}.`);
    const number = Math.floor(key / 8);
    fields.set(number, [...(fields.get(number) ?? []), message.subarray(from, at)]);
  }
  return fields;
}

function messages(fields: Fields, number: number): Fields[] {
  return (fields.get(number) ?? []).map(readFields);
}

function text(fields: Fields, number: number): string {
  return new TextDecoder().decode(fields.get(number)?.[0]);
}

/**
 * The float constants in the named branch (`then_branch`, `else_branch`) of the graph's first `If`
 * node, by their name without the prefix that inlining gave it.
 */
export function readBranchConstants(onnx: Uint8Array, branch: string): Map<string, Float32Array> {
  const [graph] = messages(readFields(onnx), 7);
  const condition = graph && messages(graph, 1).find((node) => text(node, 4) === "If");
  const attribute =
    condition && messages(condition, 5).find((candidate) => text(candidate, 1) === branch);
  const [body] = attribute ? messages(attribute, 6) : [];
  if (!body) throw new Error(`The ONNX file has no If node with a ${branch}.`);

  const constants = new Map<string, Float32Array>();
  for (const node of messages(body, 1)) {
    if (text(node, 4) !== "Constant") continue;
    const [value] = messages(node, 5);
    const [tensor] = value ? messages(value, 5) : [];
    const raw = tensor?.get(9)?.[0];
    if (!raw || tensor?.get(2)?.[0]?.[0] !== FLOAT) continue;
    constants.set(text(node, 2).replace(/^.*__/, ""), new Float32Array(new Uint8Array(raw).buffer));
  }
  return constants;
}
