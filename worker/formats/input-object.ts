/**
 * A tool call's input as an object. Models write it, so it may be anything: what is no object goes
 * under `input`, as formats that promise an object must not get something else.
 */
export function inputObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { input: text };
  }
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : { input: value };
}
