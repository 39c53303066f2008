/**
 * A plain translating Worker, as one is written first: it reads Anthropic's stream chunk by chunk,
 * parses each event, and writes it in OpenAI's format.
 */
// oxlint-disable-next-line import/no-default-export -- a Worker's entry is its default export
export default {
  /**
   * @param {Request} request
   * @param {{ UPSTREAM: string }} env
   * @param {{ waitUntil(work: Promise<unknown>): void }} context
   */
  async fetch(request, env, context) {
    const { model, messages } = await request.json();
    const upstream = await fetch(`${env.UPSTREAM}/v1/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", "anthropic-version": "2023-06-01" },
      body: JSON.stringify({ model, messages, max_tokens: 4096, stream: true }),
    });
    const { readable, writable } = new IdentityTransformStream();
    context.waitUntil(pump(upstream.body, writable));
    return new Response(readable, { headers: { "content-type": "text/event-stream" } });
  },
};

async function pump(body, writable) {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const reader = body.getReader();
  const writer = writable.getWriter();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const data = event.slice(event.indexOf("data: ") + 6);
      const chunk = translate(JSON.parse(data));
      if (chunk !== undefined)
        await writer.write(encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`));
    }
  }
  await writer.write(encoder.encode("data: [DONE]\n\n"));
  await writer.close();
}

function translate(event) {
  const chunk = (delta, reason) => ({
    id: "chatcmpl-pump",
    object: "chat.completion.chunk",
    created: 1_790_000_000,
    model: "pump",
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  switch (event.type) {
    case "message_start":
      return chunk({ role: "assistant", content: "" }, null);
    case "content_block_delta":
      return chunk({ content: event.delta.text }, null);
    case "message_delta":
      return chunk({}, event.delta.stop_reason === "end_turn" ? "stop" : "length");
    default:
      return undefined;
  }
}
