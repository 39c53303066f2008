import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  chatChunks,
  messageEvents,
  sseText,
  streaming,
  toolUseEvents,
} from "../fixtures/sse-script.ts";
import type { GatewayServer } from "./gateway-server.ts";
import { startGateway } from "./gateway-server.ts";

let gateway: GatewayServer;
let client: OpenAI;
beforeAll(async () => {
  gateway = await startGateway();
  client = new OpenAI({ apiKey: gateway.apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});
afterAll(() => gateway.close());

const CLAUDE = "anthropic/claude-haiku-4-5";
const GROQ = "groq/openai/gpt-oss-20b";
const words = streaming(sseText(messageEvents(["Hello", " there", "."]), true));
const call = streaming(sseText(toolUseEvents("weather", '{"city":"Oslo"}'), true));
const WEATHER = {
  type: "function",
  name: "weather",
  description: "The weather of a city",
  strict: false,
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
} as const;

describe("the official openai client", () => {
  it("F1, F7: streams a response in the format's order", async () => {
    gateway.upstream.play(words);
    const stream = client.responses.stream({
      model: CLAUDE,
      input: "Hi?",
      instructions: "Be short.",
    });
    const types: string[] = [];
    const numbers: number[] = [];
    for await (const event of stream) {
      types.push(event.type);
      numbers.push(event.sequence_number);
    }
    const deltas = ["response.output_text.delta"];
    expect(types).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      ...deltas,
      ...deltas,
      ...deltas,
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(numbers).toEqual(numbers.map((_, index) => index));
    const final = await stream.finalResponse();
    expect(final.output_text).toBe("Hello there.");
    expect([final.status, final.instructions, final.usage?.output_tokens]).toEqual([
      "completed",
      "Be short.",
      3,
    ]);
  });

  it("F1: asks for a whole response, of a provider of OpenAI's chat format too", async () => {
    gateway.upstream.play(streaming(sseText(chatChunks(["Hello", " there", "."]))));
    const response = await client.responses.create({ model: GROQ, input: "Hi?" });
    expect(response.output_text).toBe("Hello there.");
  });

  it("F2: calls a function and takes its result", async () => {
    gateway.upstream.play(call);
    const stream = client.responses.stream({ model: CLAUDE, input: "Hi?", tools: [WEATHER] });
    const types: string[] = [];
    for await (const { type } of stream) types.push(type);
    expect(types).toContain("response.function_call_arguments.delta");
    expect(types).toContain("response.function_call_arguments.done");
    const { output } = await stream.finalResponse();
    const item = output.find((one) => one.type === "function_call");
    expect(item).toMatchObject({ name: "weather", arguments: '{"city":"Oslo"}' });
    gateway.upstream.play(words);
    const next = await client.responses.create({
      model: CLAUDE,
      input: [
        { role: "user", content: "Hi?" },
        // What comes out may go in: the package types its roles apart.
        ...(output as never[]),
        { type: "function_call_output", call_id: item?.call_id ?? "", output: "Rain." },
      ],
      tools: [WEATHER],
    });
    expect(next.output_text).toBe("Hello there.");
    const body = String(gateway.upstream.requests.at(-1)?.body);
    expect(JSON.parse(body)).toMatchObject({
      messages: [
        { role: "user" },
        { role: "assistant", content: [{ type: "tool_use", name: "weather" }] },
        { role: "user", content: [{ type: "tool_result" }] },
      ],
    });
  });

  it.each([
    ["previous_response_id", { previous_response_id: "resp_1" }],
    ["background", { background: true }],
    ["conversation", { conversation: "conv_1" }],
  ])("F7: refuses %s, and says what to do instead", async (field, rest) => {
    const asked = gateway.upstream.requests.length;
    const error = await client.responses
      .create({ model: CLAUDE, input: "Hi?", ...rest })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect((error as InstanceType<typeof OpenAI.BadRequestError>).param).toBe(field);
    expect(gateway.upstream.requests.length).toBe(asked);
  });

  it("F13: refuses a tool that OpenAI itself carries out where another answers", async () => {
    const error = await client.responses
      .create({ model: CLAUDE, input: "Hi?", tools: [{ type: "web_search" }] })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ param: "tools[0]" });
  });

  it("F10: a response that breaks says so", async () => {
    const events = messageEvents(["Hello", " there"]).slice(0, 4);
    gateway.upstream.play((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(sseText(events, true), () => response.destroy());
    });
    const types: string[] = [];
    const reading = (async () => {
      const stream = await client.responses.create(
        { model: CLAUDE, input: "Hi?", stream: true },
        { headers: { "x-parley-on-break": "error" } },
      );
      for await (const { type } of stream) types.push(type);
    })();
    await expect(reading).rejects.toThrow(/broke off|incomplete/);
    expect(types).toContain("response.failed");
  });
});
