/** A server-sent event without a name, as OpenAI's and Cloudflare's formats have them. */
export function sseData(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

/** A server-sent event whose name is its `type`, as Anthropic's and the Responses format have them. */
export function sseTyped(type: string, rest: object): string {
  return `event: ${type}
data: ${JSON.stringify({ type, ...rest })}

`;
}

/** Ends the streams of OpenAI's and Cloudflare's formats. */
export const SSE_DONE = "data: [DONE]\n\n";
