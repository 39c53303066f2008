import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newRunId } from "../../worker/gateway/run-id.ts";
import { createRunnerClient } from "../../worker/gateway/runner-client.ts";
import {
  EventReader,
  newScope,
  RunSocket,
  runnerStub,
  scriptRunner,
  textJob,
} from "../testing/runner-probe.ts";

const client = createRunnerClient(env);

async function begin(limits = {}) {
  const runId = newRunId(newScope());
  const upstream = await scriptRunner(runId, limits);
  upstream.say("One ");
  const started = await client.start(textJob(), { runId });
  return { runId, upstream, reader: new EventReader(started.stream) };
}

describe("a run over WebSocket", () => {
  it("R30: its messages are the stream's events from the index on, and it closes at the end", async () => {
    const { runId, upstream, reader } = await begin();
    upstream.say("two ");
    await reader.take(2);
    const socket = await RunSocket.open(runId, 1);
    upstream.say("three");
    upstream.finish();
    expect(await socket.closed).toMatchObject({ code: 1000 });
    expect(socket.messages).toEqual([
      'id: 1\ndata: {"type":"text","text":"two "}\n\n',
      ...(await reader.rest()).map((event, index) => `id: ${index + 2}\n${event}`),
    ]);
  });

  it("R31: a reader that acknowledges nothing gets a window and is told where to read on", async () => {
    const { runId, upstream, reader } = await begin({ socketWindow: 200, socketAckMs: 0 });
    for (let word = 0; word < 20; word++) upstream.say("x".repeat(40));
    upstream.finish();
    await reader.rest();
    const socket = await RunSocket.open(runId, 0);
    const { code, reason } = await socket.closed;
    expect(code).toBe(4408);
    expect(reason).toBe(`Read on with from=${socket.messages.length}.`);
    expect(socket.messages.length).toBeLessThan(6);
  });

  it("R31: one that acknowledges gets everything", async () => {
    const { runId, upstream, reader } = await begin({ socketWindow: 200 });
    for (let word = 0; word < 20; word++) upstream.say("x".repeat(40));
    upstream.finish();
    const events = await reader.rest();
    const socket = await RunSocket.open(runId, 0, { acknowledges: true });
    expect(await socket.closed).toMatchObject({ code: 1000 });
    expect(socket.messages).toEqual(events.map((event, index) => `id: ${index}\n${event}`));
  });

  it("R32: anything but an acknowledgement closes the socket, and the run goes on", async () => {
    const { runId, upstream, reader } = await begin();
    for (const message of ["hello", '{"ack":-1}', '{"ack":"1"}', new Uint8Array([1])]) {
      const socket = await RunSocket.open(runId, 0);
      socket.send(message);
      expect(await socket.closed).toMatchObject({ code: 4400 });
    }
    upstream.finish();
    expect(await reader.rest()).toHaveLength(2);
  });

  it("R32: a socket for a run that there is not is an HTTP error", async () => {
    const runId = newRunId(newScope());
    const response = await runnerStub(runId).fetch(`http://runner/v1/runs/${runId}/events`, {
      headers: { upgrade: "websocket" },
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
  });
});
