import { describe, expect, it } from "vitest";
import { CLOSE_CODES } from "../../shared/protocol/close-codes.ts";
import { welcome } from "./testing/fake-server.ts";
import { createHarness, settled } from "./testing/harness.ts";
import { createGetToken } from "./session-grant.ts";
import { VoiceError } from "./voice-error.ts";

const states = (h: ReturnType<typeof createHarness>) =>
  h.heard("connectionstatechange").map(({ state }) => state);

async function connected(h = createHarness()) {
  await h.client.connect();
  await settled();
  return h;
}

describe("connecting", () => {
  it("C1: gets a grant, offers its token, says hello first, and is connected at the welcome", async () => {
    const h = createHarness();
    h.server.mode = "silent";
    const connecting = h.client.connect();
    await settled();
    expect(h.client.connectionState).toBe("connecting");
    expect(h.client.agentState).toBe("initializing");
    expect(h.server.socket().address).toEqual({
      url: "wss://parley.test/v1/sessions/s1/socket",
      token: "token-1",
    });
    expect(h.server.socket().messages).toEqual([
      { type: "hello", protocol: 1, client: "parley-client/0.1.0", plays: true },
    ]);
    h.server.socket().send(welcome());
    await connecting;
    expect(states(h)).toEqual(["connecting", "connected"]);
    expect(h.client.agent?.title).toBe("Assistant");
    expect(h.client.agentState).toBe("idle");
  });

  it("C2: connecting twice is one attempt, also when it is there already", async () => {
    const h = createHarness();
    await Promise.all([h.client.connect(), h.client.connect()]);
    await h.client.connect();
    expect(h.server.sockets).toHaveLength(1);
  });

  it("C3: a late close of an old socket does not touch the new one", async () => {
    const h = await connected();
    const old = h.server.socket();
    h.client.disconnect();
    const again = h.client.connect();
    old.close(1006);
    await again;
    await settled();
    expect(h.client.connectionState).toBe("connected");
    expect(h.server.sockets).toHaveLength(2);
  });

  it("C3: a message that an old socket still delivers changes nothing", async () => {
    const h = await connected();
    h.server.socket().send({ type: "interim", turn: 1, text: "late" });
    h.client.disconnect();
    const again = h.client.connect();
    await again;
    await settled();
    expect(h.client.interim).toBe("");
  });

  it("C4: disconnecting while a grant is awaited opens no socket", async () => {
    const h = createHarness();
    const connecting = h.client.connect();
    h.client.disconnect();
    await expect(connecting).rejects.toMatchObject({ code: "aborted" });
    await settled();
    expect(h.server.sockets).toHaveLength(0);
    expect(h.client.connectionState).toBe("disconnected");
  });

  it("C4: disconnecting while the socket opens closes it, and one can connect again", async () => {
    const h = createHarness();
    h.server.mode = "silent";
    const connecting = h.client.connect();
    await settled();
    h.client.disconnect();
    await expect(connecting).rejects.toMatchObject({ code: "aborted" });
    await settled();
    expect(h.server.socket().closes).toEqual([1000]);
    expect(h.client.connectionState).toBe("disconnected");
    h.server.mode = "welcomes";
    await h.client.connect();
  });
});

describe("breaking", () => {
  it("C5: a broken connection comes back by itself with the same conversation", async () => {
    const h = await connected();
    await h.pass(6_000);
    h.server.socket().close(1006);
    await settled();
    expect(h.client.connectionState).toBe("reconnecting");
    await h.pass(249);
    expect(h.server.sockets).toHaveLength(1);
    await h.pass(1);
    expect(h.client.connectionState).toBe("connected");
    expect(h.server.asked).toEqual([undefined, { id: "s1", resume: "secret" }]);
    expect(h.server.socket().address.token).toBe("token-2");
  });

  it.each(Object.values(CLOSE_CODES))("C6: close code $code ends it", async ({ code }) => {
    const h = await connected();
    h.server.socket().close(code);
    await settled();
    await h.pass(60_000);
    expect(h.client.connectionState).toBe("failed");
    expect(h.server.sockets).toHaveLength(1);
    expect(h.heard("error")).toMatchObject([{ status: code, retryable: false }]);
  });

  it("C6: a refused grant ends it, and a later connect tries anew", async () => {
    let refuse = true;
    const h = createHarness({
      getToken: (identity) =>
        refuse
          ? Promise.reject(new VoiceError("forbidden", "No.", { stage: "connection", status: 403 }))
          : h.server.getToken(identity),
    });
    await expect(h.client.connect()).rejects.toMatchObject({ code: "forbidden" });
    expect(h.client.connectionState).toBe("failed");
    refuse = false;
    await h.client.connect();
    expect(h.client.connectionState).toBe("connected");
  });

  it("C7: connecting fails after three attempts, and says why", async () => {
    const h = createHarness();
    h.server.mode = "refuses";
    const connecting = h.client.connect();
    const outcome = expect(connecting).rejects.toMatchObject({ code: "connection_failed" });
    for (let second = 0; second < 30; second++) await h.pass(1_000);
    await outcome;
    expect(h.server.asked).toHaveLength(3);
  });

  it("C7: a server that takes and drops connections is given up in the end", async () => {
    const h = await connected();
    for (let second = 0; second < 300; second++) {
      if (h.client.connectionState === "connected") h.server.socket().close(1011);
      await h.pass(1_000);
    }
    expect(h.client.connectionState).toBe("failed");
    expect(h.server.sockets.length).toBeLessThanOrEqual(14);
  });

  it("C8: an attempt without a welcome ends after 10 s", async () => {
    const h = createHarness({ attempts: { connect: 1 } });
    h.server.mode = "silent";
    const connecting = h.client.connect();
    const outcome = expect(connecting).rejects.toMatchObject({ code: "connection_failed" });
    await settled();
    await h.pass(9_999);
    expect(h.client.connectionState).toBe("connecting");
    await h.pass(1);
    await outcome;
    expect(h.server.socket().closes).toEqual([1000]);
  });

  it("C9: pongs give the latency, and a missing one means a reconnect", async () => {
    const h = await connected();
    expect(h.heard("latency")).toEqual([{ ms: 0 }]);
    h.server.answersPings = false;
    await h.pass(15_000);
    await h.pass(7_999);
    expect(h.client.connectionState).toBe("connected");
    await h.pass(1);
    expect(h.client.connectionState).toBe("reconnecting");
    expect(h.server.socket().closes).toEqual([1000]);
  });

  it("C10: waking up checks a connection, and ends a wait", async () => {
    const h = await connected();
    await h.pass(6_000);
    h.server.answersPings = false;
    h.client.wake();
    await h.pass(3_000);
    expect(h.client.connectionState).toBe("reconnecting");
    h.client.wake();
    await settled();
    expect(h.client.connectionState).toBe("connected");
  });

  it("C12: the end of the connection ends the call and what is being played", async () => {
    const h = await connected();
    await h.client.startCall();
    h.server.socket().send({ type: "reply-start", turn: 1, message: "m1" });
    h.server.socket().sendReply(1, 0, 2400);
    await settled();
    h.output.play(1, 1200);
    h.server.socket().close(CLOSE_CODES.replaced.code);
    await settled();
    expect(h.client.callState).toBe("closed");
    expect(h.input.calls.at(-1)).toBe("stop");
    expect(h.output.calls).toContain("flush 1");
    expect(h.output.calls.at(-1)).toBe("close");
    expect(h.heard("agentspeechstop")).toEqual([{ turn: 1 }]);
  });
});

describe("a stored conversation", () => {
  const stored = { id: "old", resume: "proof" };
  const grant = { session: "new", resume: "r", token: "t", url: "/s" };

  function grants(...answers: { status: number; body: unknown }[]) {
    const bodies: unknown[] = [];
    const getToken = createGetToken({
      url: "https://parley.test",
      agent: "assistant",
      key: "pk_1",
      async fetch(_url, { body }) {
        bodies.push(JSON.parse(body));
        const { status, body: answer } = answers.shift()!;
        return { ok: status < 300, status, json: async () => answer };
      },
    });
    return { getToken, bodies };
  }

  const refused = { status: 403, body: { error: { code: "forbidden", message: "Not yours." } } };

  it("C11: becomes a new one where the server does not give it out", async () => {
    const { getToken, bodies } = grants(refused, { status: 201, body: grant });
    expect(await getToken(stored)).toEqual(grant);
    expect(bodies).toEqual([
      { agent: "assistant", session: "old", resume: "proof" },
      { agent: "assistant" },
    ]);
  });

  it("C11: is never swapped once it is under way", async () => {
    const { getToken, bodies } = grants({ status: 201, body: grant }, refused);
    await getToken(stored);
    await expect(getToken(stored)).rejects.toMatchObject({ code: "forbidden", status: 403 });
    expect(bodies).toHaveLength(2);
  });

  it("C6: a busy or broken server may be asked again, others not", async () => {
    const { getToken } = grants(
      { status: 429, body: undefined },
      { status: 503, body: "<html>" },
      { status: 401, body: { error: { code: "unauthorized", message: "Wrong key." } } },
      { status: 201, body: { session: 1 } },
    );
    const outcome = () => getToken(undefined).catch((error: VoiceError) => error);
    expect(await outcome()).toMatchObject({ retryable: true, status: 429 });
    expect(await outcome()).toMatchObject({ retryable: true, code: "connection_failed" });
    expect(await outcome()).toMatchObject({ retryable: false, message: "Wrong key." });
    expect(await outcome()).toMatchObject({ retryable: false, code: "connection_failed" });
  });

  it("C11: the session event tells whether it goes on", async () => {
    const h = await connected(createHarness({ session: { id: "s9", resume: "x" } }));
    expect(h.heard("session")).toEqual([{ id: "s9", resume: "secret", resumed: true }]);
    expect(h.client.session).toEqual({ id: "s9", resume: "secret" });
    const fresh = await connected();
    expect(fresh.heard("session")).toMatchObject([{ id: "s1", resumed: false }]);
  });
});
