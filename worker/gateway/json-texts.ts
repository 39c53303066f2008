/** The texts among the values of a JSON document, in their order; one that is no JSON is a text itself. */
export function jsonTexts(json: string): readonly string[] {
  const texts: string[] = [];
  changeJsonTexts(json, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** The document with other texts in the places of {@link jsonTexts}; it stays as it is where none differs. */
export function withJsonTexts(json: string, texts: readonly string[]): string {
  let at = 0;
  return changeJsonTexts(json, (text) => texts[at++] ?? text);
}

/** A JSON document with each text among its values as `change` gives it back. */
export function changeJsonTexts(json: string, change: (text: string) => string): string {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch {
    return change(json);
  }
  let differs = false;
  const next = mapTexts(document, (text) => {
    const other = change(text);
    differs ||= other !== text;
    return other;
  });
  return differs ? JSON.stringify(next) : json;
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]),
  );
}
