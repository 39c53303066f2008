import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import type { Ledger } from "./ledger.ts";
import type { Spend } from "./spend-store.ts";

const { LEDGER } = env as unknown as { LEDGER: DurableObjectNamespace<Ledger> };

/** A small generator of repeatable numbers in [0, 1). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

function attempt(over: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    runId: crypto.randomUUID(),
    attempt: 0,
    kind: "first",
    provider: "openai",
    model: "gpt-4.1",
    task: "text",
    startedAt: Date.now(),
    durationMs: 12,
    status: "ok",
    usage: { inputTokens: 10, outputTokens: 5 },
    costUsd: 0.001,
    metadata: {},
    ...over,
  };
}

function ledger(): DurableObjectStub<Ledger> {
  return LEDGER.getByName(crypto.randomUUID());
}

async function spend(stub: DurableObjectStub<Ledger>, query = ""): Promise<Spend> {
  const response = await stub.fetch(`http://ledger/v1/spend${query}`);
  expect(response.status).toBe(200);
  return response.json();
}

describe("the ledger", () => {
  it("B1: totals are the sums of the records, exactly, however many hand them over at once", async () => {
    const stub = ledger();
    const random = seeded(42);
    const records = Array.from({ length: 600 }, (_, index) =>
      attempt({
        provider: ["openai", "groq"][index % 2] ?? "",
        model: ["a", "b", "c"][index % 3] ?? "",
        costUsd: random() < 0.1 ? undefined : Math.round(random() * 1e9) / 1e12,
        usage: {
          inputTokens: Math.floor(random() * 1000),
          outputTokens: Math.floor(random() * 1000),
          ...(index % 5 === 0 ? { cachedTokens: 3, audioSeconds: 0.1 } : {}),
        },
        metadata: { plan: ["free", "paid"][index % 2] ?? "", user: index % 7 },
      }),
    );
    const batches = Array.from({ length: 60 }, (_, at) => records.slice(at * 10, at * 10 + 10));
    await Promise.all(batches.map((batch) => stub.add(batch)));
    const nano = (some: readonly AttemptRecord[]): bigint =>
      some.reduce((sum, { costUsd = 0 }) => sum + BigInt(Math.round(costUsd * 1e9)), 0n);
    const { total, groups } = await spend(stub, "?group_by=metadata.plan,model,metadata.user");
    expect(BigInt(total.costUsd.replace(".", ""))).toBe(nano(records));
    expect(total.attempts).toBe(600);
    expect(total.unknownCost).toBe(records.filter((one) => one.costUsd === undefined).length);
    expect(total.audioSeconds).toBe(12);
    for (const group of groups) {
      const members = records.filter(
        ({ model, metadata }) =>
          metadata["plan"] === group.key["metadata.plan"] &&
          metadata["user"] === group.key["metadata.user"] &&
          model === group.key["model"],
      );
      expect(BigInt(group.costUsd.replace(".", ""))).toBe(nano(members));
      expect(group.attempts).toBe(members.length);
      expect(group.inputTokens).toBe(
        members.reduce((sum, { usage }) => sum + (usage.inputTokens ?? 0), 0),
      );
    }
    expect(groups.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(600);
    expect(groups).toHaveLength(42);
  });

  it("B2: an attempt is counted once, however often it is handed over", async () => {
    const stub = ledger();
    const record = attempt();
    await Promise.all([stub.add([record]), stub.add([record, { ...record, attempt: 1 }])]);
    expect((await spend(stub)).total).toMatchObject({ attempts: 2, costUsd: "0.002000000" });
  });

  it("B3: an unknown cost is unknown, a cost of nothing is nothing", async () => {
    const stub = ledger();
    await stub.add([
      attempt({ costUsd: undefined }),
      attempt({ costUsd: 0 }),
      attempt({ costUsd: 1.5e-9, usageEstimated: true }),
    ]);
    expect((await spend(stub)).total).toMatchObject({
      attempts: 3,
      costUsd: "0.000000002",
      unknownCost: 1,
      estimated: 1,
    });
  });

  it("B4: any metadata key groups, whatever is in its name or value", async () => {
    const stub = ledger();
    const keys = ["plan", "a.b", 'quo"te', "$[0]", "ünï", "a,b", "100%", "'; DROP TABLE attempts"];
    await stub.add([
      ...keys.map((key) => attempt({ metadata: { [key]: key } })),
      attempt({ metadata: { mixed: 1 } }),
      attempt({ metadata: { mixed: "1" } }),
      attempt({ metadata: { mixed: true } }),
      attempt({ metadata: { mixed: 0.5 } }),
    ]);
    for (const key of keys) {
      const name = encodeURIComponent(`metadata.${encodeURIComponent(key)}`);
      const { groups } = await spend(stub, `?group_by=${name}`);
      expect(groups.map((group) => group.key)).toContainEqual({ [`metadata.${key}`]: key });
      expect(groups.map((group) => group.key)).toContainEqual({ [`metadata.${key}`]: null });
      expect(groups).toHaveLength(2);
    }
    const { groups } = await spend(stub, "?group_by=metadata.mixed");
    expect(new Set(groups.map((group) => group.key["metadata.mixed"]))).toEqual(
      new Set([1, "1", true, 0.5, null]),
    );
  });

  it("B5: a time span takes its beginning and not its end, in both notations", async () => {
    const stub = ledger();
    const noon = Date.parse("2026-11-24T12:00:00Z");
    await stub.add([-1, 0, 1].map((hours) => attempt({ startedAt: noon + hours * 3_600_000 })));
    expect((await spend(stub, `?from=${noon}&to=${noon + 3_600_000}`)).total.attempts).toBe(1);
    const iso = await spend(stub, "?from=2026-11-24T12:00:00Z&group_by=hour");
    expect(new Set(iso.groups.map((group) => group.key["hour"]))).toEqual(
      new Set(["2026-11-24T12:00Z", "2026-11-24T13:00Z"]),
    );
    expect((await spend(stub, "?to=2026-11-24")).total.attempts).toBe(0);
  });

  it.each([
    ["?group_by=password", "group_by"],
    ["?group_by=metadata.", "group_by"],
    ["?group_by=metadata.%25zz", "group_by"],
    ["?group_by=model,model", "group_by"],
    [`?group_by=metadata.${"k".repeat(300)}`, "group_by"],
    [`?group_by=${Array.from({ length: 9 }, (_, at) => `metadata.${at}`).join()}`, "group_by"],
    ["?from=yesterday", "from"],
    ["?from=2026-11-24T12:00:00", "from"],
    ["?to=-1", "to"],
    ["?to=99999999999999999", "to"],
    ["?from=5&to=5", "to"],
    ["?from=1&from=2", "from"],
    ["?groupby=model", "groupby"],
  ])("B6: %s is refused by its parameter", async (query, field) => {
    const response = await ledger().fetch(`http://ledger/v1/spend${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "bad_input", field } });
  });

  it("B7: what was handed over outlasts the object's eviction", async () => {
    const stub = ledger();
    await stub.add([attempt()]);
    await evictDurableObject(stub);
    expect((await spend(stub)).total.attempts).toBe(1);
  });

  it("B8: records are deleted when their days are over", async () => {
    const stub = ledger();
    const day = 24 * 60 * 60_000;
    await stub.add([attempt({ startedAt: Date.now() - 91 * day }), attempt()]);
    expect((await spend(stub)).total.attempts).toBe(2);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect((await spend(stub)).total.attempts).toBe(1);
    await runInDurableObject(stub, async (_, { storage }) => {
      expect(await storage.getAlarm()).not.toBeNull();
    });
  });

  it("B9: those that cost most come first", async () => {
    const stub = ledger();
    await stub.add([
      attempt({ model: "cheap", costUsd: 0.1 }),
      attempt({ model: "dear", costUsd: 20 }),
      attempt({ model: "unknown", costUsd: undefined }),
    ]);
    const { groups } = await spend(stub, "?group_by=model");
    expect(groups.map((group) => group.key["model"])).toEqual(["dear", "cheap", "unknown"]);
    expect(groups[0]?.costUsd).toBe("20.000000000");
  });
});
