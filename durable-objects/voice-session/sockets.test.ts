import { describe, expect, it } from "vitest";
import { LIMITS } from "../../shared/protocol/limits.ts";
import { PROTOCOL_VERSION, SUBPROTOCOL } from "../../shared/protocol/version.ts";
import { sessionStub, TestClient, upgrade } from "../testing/test-client.ts";

describe("sockets", () => {
  it("D1: a token opens one socket, also when it is used twice at once", async () => {
    const claims = { jti: "only-once" };
    const stub = sessionStub("ses_d1");
    const both = await Promise.all([
      stub.fetch(upgrade("ses_d1", claims)),
      stub.fetch(upgrade("ses_d1", claims)),
    ]);
    expect(both.map((response) => response.status).toSorted()).toEqual([101, 401]);
    const refused = both.find((response) => response.status === 401);
    expect(await refused?.json()).toMatchObject({ error: { code: "token_used" } });
    both.find((response) => response.status === 101)?.webSocket?.accept();
  });

  it("D1: without verified claims nothing opens", async () => {
    const request = new Request("http://parley.test/", { headers: { Upgrade: "websocket" } });
    const response = await sessionStub("ses_d1b").fetch(request);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: "unauthorized" } });
  });

  it("D2: selects the subprotocol", async () => {
    const response = await sessionStub("ses_d2").fetch(upgrade("ses_d2"));
    expect(response.headers.get("Sec-WebSocket-Protocol")).toBe(SUBPROTOCOL);
    response.webSocket?.accept();
  });

  it("D3: hello is answered by welcome, and comes first", async () => {
    const client = await TestClient.open("ses_d3");
    client.send({ type: "interrupt" });
    expect(await client.next("error")).toMatchObject({ code: "bad_message", field: "type" });
    client.send({ type: "hello", protocol: PROTOCOL_VERSION, client: "test/1", plays: true });
    expect(await client.next("welcome")).toMatchObject({
      session: "ses_d3",
      agent: { name: "assistant" },
      history: [],
    });
    expect(await client.next("state")).toMatchObject({ state: "idle" });
    client.send({ type: "hello", protocol: PROTOCOL_VERSION, client: "test/1", plays: true });
    expect(await client.next("error")).toMatchObject({ code: "bad_message" });
  });

  it("D3: another protocol version is closed", async () => {
    const client = await TestClient.open("ses_d3b");
    client.send({ type: "hello", protocol: 999, client: "test/1", plays: true });
    expect(await client.end()).toMatchObject({ code: 4400 });
  });

  it("D4: a newer socket takes the conversation over", async () => {
    const first = await TestClient.connect("ses_d4");
    const second = await TestClient.connect("ses_d4");
    expect(await first.end()).toMatchObject({ code: 4409 });
    second.send({ type: "text", text: "" });
    expect(await second.next("error")).toMatchObject({ field: "text" });
  });

  it("D5: bad messages are answered with their field, and the session lives on", async () => {
    const client = await TestClient.connect("ses_d5");
    const bad: [string | Uint8Array, object][] = [
      ["{", { code: "bad_message" }],
      ['{"type":"nonsense"}', { code: "bad_message", field: "type" }],
      ['{"type":"text"}', { code: "bad_message", field: "text" }],
      ['{"type":"played","turn":-1,"samples":0}', { code: "bad_message", field: "turn" }],
      [`"${"x".repeat(LIMITS.messageLength)}"`, { code: "too_large" }],
      [new Uint8Array(3), { code: "bad_message", field: "frame.header" }],
      [new Uint8Array([9, 0, 0, 0, 0, 0, 0, 0]), { code: "bad_message", field: "frame.kind" }],
      [new Uint8Array([1, 0, 0, 0, 0, 0, 0, 0, 1]), { field: "frame.payload" }],
      [new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0]), { code: "bad_message", field: "frame.kind" }],
      [new Uint8Array([3, 0, 0, 0, 7, 0, 0, 0]), { field: "frame.position" }],
    ];
    for (const [data, error] of bad) {
      client.raw(data);
      expect(await client.next("error")).toMatchObject(error);
    }
    client.send({ type: "microphone", state: "open" });
    expect(await client.next("state")).toBeDefined();
  });

  it("D5: a socket that sends nothing else is closed", async () => {
    const client = await TestClient.connect("ses_d5b");
    for (let i = 0; i <= LIMITS.badMessages; i++) client.raw("nonsense");
    expect(await client.end()).toMatchObject({ code: 4429 });
  });

  it("D6: ping is answered with pong", async () => {
    const response = await sessionStub("ses_d6").fetch(upgrade("ses_d6"));
    const socket = response.webSocket as WebSocket;
    socket.accept();
    const pong = new Promise((resolve) =>
      socket.addEventListener("message", (event) => resolve(event.data)),
    );
    socket.send("ping");
    expect(await pong).toBe("pong");
  });
});
