import { describe, expect, it } from "vitest";
import { seededRandom } from "../../../shared/testing/seeded-random.ts";
import { meets } from "./condition.ts";
import type { RouteFields } from "./field-path.ts";
import { routableHeaders } from "./field-path.ts";
import { readCondition } from "./read-condition.ts";
import { ROUTE_LIMITS } from "./route-limits.ts";
import { Work } from "./work.ts";

function refused(path: readonly string[], sentence: string): never {
  throw new Error(`${path.join(".")}: ${sentence}`);
}

function check(condition: unknown, fields: Partial<RouteFields>, work = 100_000): boolean {
  const whole = { metadata: {}, body: {}, headers: {}, ...fields };
  return meets(readCondition(condition, refused), whole, new Work(work));
}

const ofBody = (test: unknown, value: unknown): boolean =>
  check({ "body.f": test }, { body: value === undefined ? {} : { f: value } });

describe("operators", () => {
  it.each([
    ["$eq", "a", "a", true],
    ["$eq", "a", "b", false],
    ["$eq", 1, "1", false],
    ["$eq", null, undefined, true],
    ["$eq", null, null, true],
    ["$eq", null, 0, false],
    ["$ne", "a", "b", true],
    ["$ne", "a", undefined, true],
    ["$ne", null, undefined, false],
    ["$gt", 3, 4, true],
    ["$gt", 3, 3, false],
    ["$gt", 3, "4", false],
    ["$gt", 3, undefined, false],
    ["$gte", 3, 3, true],
    ["$lt", "b", "a", true],
    ["$lte", "b", "c", false],
    ["$lt", 3, null, false],
    ["$in", ["a", null], "a", true],
    ["$in", ["a", null], undefined, true],
    ["$in", [], "a", false],
    ["$nin", ["a"], undefined, true],
    ["$nin", ["a"], "a", false],
    ["$exists", true, null, true],
    ["$exists", true, undefined, false],
    ["$exists", false, undefined, true],
    ["$regex", "^a.c$", "abc", true],
    ["$regex", "^a.c$", 5, false],
  ])("Y6: %s %j of %j is %s", (operator, operand, value, met) => {
    expect(ofBody({ [operator]: operand }, value)).toBe(met);
  });

  it("Y6: a bare value is $eq, several tests must all be met", () => {
    expect(check({ "metadata.plan": "free" }, { metadata: { plan: "free" } })).toBe(true);
    expect(ofBody({ $gt: 1, $lt: 5 }, 3)).toBe(true);
    expect(ofBody({ $gt: 1, $lt: 5 }, 7)).toBe(false);
    const both = { "metadata.a": 1, "metadata.b": 2 };
    expect(check(both, { metadata: { a: 1, b: 2 } })).toBe(true);
    expect(check(both, { metadata: { a: 1 } })).toBe(false);
  });

  it.each([
    [{ $and: [{ "metadata.a": 1 }, { "metadata.b": 2 }] }, false],
    [{ $or: [{ "metadata.a": 1 }, { "metadata.b": 2 }] }, true],
    [{ $nor: [{ "metadata.a": 1 }, { "metadata.b": 2 }] }, false],
    [{ $not: { "metadata.a": 2 } }, true],
    [{ "metadata.a": { $not: { $gt: 0 } } }, false],
    [{ "metadata.a": { $not: 1 } }, false],
  ])("Y6: %j", (condition, met) => {
    expect(check(condition, { metadata: { a: 1, b: 1 } })).toBe(met);
  });

  it("Y7: an array is met by itself or an element, also with $ne", () => {
    expect(ofBody("a", ["b", "a"])).toBe(true);
    expect(ofBody({ $ne: "a" }, ["b", "a"])).toBe(false);
    expect(ofBody({ $gt: 4 }, [1, 5])).toBe(true);
    expect(ofBody({ $in: ["c"] }, ["b", "a"])).toBe(false);
    // As in MongoDB different elements may meet different tests.
    expect(ofBody({ $gt: 4, $lt: 2 }, [1, 5])).toBe(true);
  });

  it("Y7: a path goes through arrays, or picks by number", () => {
    const body = { messages: [{ role: "system" }, { role: "user", content: [{ type: "image" }] }] };
    expect(check({ "body.messages.role": "user" }, { body })).toBe(true);
    expect(check({ "body.messages.0.role": "user" }, { body })).toBe(false);
    expect(check({ "body.messages.1.role": "user" }, { body })).toBe(true);
    expect(check({ "body.messages.content.type": "image" }, { body })).toBe(true);
    expect(check({ "body.messages.2": { $exists: true } }, { body })).toBe(false);
  });

  it("Y8: headers in any case, metadata keys with dots", () => {
    const headers = routableHeaders(new Headers({ "X-Plan": "pro", Authorization: "Bearer sk" }));
    expect(check({ "headers.X-plan": "pro" }, { headers })).toBe(true);
    expect(headers).toEqual({ "x-plan": "pro" });
    expect(check({ "metadata.a.b": 1 }, { metadata: { "a.b": 1 } })).toBe(true);
  });

  it("Y8: finds only what the request itself holds", () => {
    for (const path of [
      "body.__proto__",
      "body.constructor",
      "body.f.length",
      "body.toString.name",
    ])
      expect(check({ [path]: { $exists: true } }, { body: { f: "text" } })).toBe(false);
    expect(check({ "body.list.length": { $exists: true } }, { body: { list: [1] } })).toBe(false);
    expect(() => check({ "headers.Authorization": "x" }, {})).toThrow(/secret/);
  });

  it("Y10: too much work is no failed test", () => {
    const body = { list: Array.from({ length: 1000 }, (_, n) => ({ n })) };
    expect(() => check({ "body.list.n": -1 }, { body }, 500)).toThrow(
      expect.objectContaining({ code: "too_large" }),
    );
    expect(() =>
      check({ "body.f": { $regex: "b" } }, { body: { f: "a".repeat(1000) } }, 500),
    ).toThrow(expect.objectContaining({ code: "too_large" }));
  });
});

describe("operators, for any values", () => {
  const VALUES = [undefined, null, true, false, 0, 1, -2.5, "", "a", "b", [], [1, "a"], [null], {}];
  const SCALARS = [null, true, false, 0, 1, -2.5, "", "a", "b"];
  const ORDERED = [0, 1, -2.5, "", "a", "b"];

  it("Y6: $ne is not $eq, $nin is not $in, $in is any $eq, $not is not", () => {
    for (const value of VALUES)
      for (const one of SCALARS) {
        expect(ofBody({ $ne: one }, value)).toBe(!ofBody({ $eq: one }, value));
        expect(ofBody({ $not: { $eq: one } }, value)).toBe(!ofBody({ $eq: one }, value));
        for (const two of SCALARS) {
          const isAny = ofBody(one, value) || ofBody(two, value);
          expect(ofBody({ $in: [one, two] }, value)).toBe(isAny);
          expect(ofBody({ $nin: [one, two] }, value)).toBe(!isAny);
        }
      }
  });

  it("Y6: $gte is $gt or $eq, and for one value never with $lt", () => {
    for (const value of VALUES)
      for (const one of ORDERED) {
        const [gt, gte] = [ofBody({ $gt: one }, value), ofBody({ $gte: one }, value)];
        const [lt, lte, eq] = [
          ofBody({ $lt: one }, value),
          ofBody({ $lte: one }, value),
          ofBody(one, value),
        ];
        expect(gte).toBe(gt || eq);
        expect(lte).toBe(lt || eq);
        if (Array.isArray(value)) continue;
        expect([gt, eq, lt].filter(Boolean).length).toBe(typeof value === typeof one ? 1 : 0);
      }
  });

  it("Y6: De Morgan holds for random conditions, and double negation changes nothing", () => {
    const random = seededRandom(7);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const leaf = (): object => ({
      [`body.${pick(["f", "g", "g.h", "list.0"])}`]: pick([
        { $eq: pick(SCALARS) },
        { $gt: pick(ORDERED) },
        { $in: [pick(SCALARS), pick(SCALARS)] },
        { $exists: pick([true, false]) },
        { $regex: pick(["a", "^$", "b|a"]) },
      ]),
    });
    const tree = (depth: number): object =>
      depth === 0 || random() < 0.3
        ? leaf()
        : pick([
            { $and: [tree(depth - 1), tree(depth - 1)] },
            { $or: [tree(depth - 1), tree(depth - 1)] },
            { $not: tree(depth - 1) },
          ]);
    const outcomes = new Set<boolean>();
    for (let round = 0; round < 400; round++) {
      const [a, b] = [tree(2), tree(2)];
      const body = { f: pick(VALUES), g: { h: pick(VALUES) }, list: [pick(VALUES)] };
      const holds = (condition: object): boolean => check(condition, { body });
      expect(holds({ $not: { $and: [a, b] } })).toBe(holds({ $or: [{ $not: a }, { $not: b }] }));
      expect(holds({ $nor: [a, b] })).toBe(holds({ $and: [{ $not: a }, { $not: b }] }));
      expect(holds({ $not: { $not: a } })).toBe(holds(a));
      outcomes.add(holds(a));
    }
    expect(outcomes.size).toBe(2);
  });
});

describe("conditions that are none", () => {
  it.each([
    ["a list", [], "object"],
    ["nothing", {}, "tests nothing"],
    ["no test of a field", { "body.f": {} }, "tests nothing"],
    ["an unknown operator", { "body.f": { $where: "1" } }, "body.f.$where: there is no such"],
    ["an unknown operator above", { $where: "1" }, "no such operator"],
    ["a path without a root", { plan: 1 }, "metadata.…"],
    ["an unknown root", { "env.KEY": 1 }, "metadata.…"],
    ["an empty part", { "body.a..b": 1 }, "empty part"],
    ["an object to be equal to", { "body.f": { $eq: {} } }, "must be a text"],
    ["$gt of a truth value", { "body.f": { $gt: true } }, "number or a text"],
    ["$in of no list", { "body.f": { $in: "a" } }, "list"],
    ["$exists of a number", { "body.f": { $exists: 1 } }, "true or false"],
    ["an empty $or", { $or: [] }, "list of conditions"],
    ["a wrong $or inside", { $or: [{ "body.f": 1 }, { x: 1 }] }, "$or.1.x:"],
    ["a pattern that is none", { "body.f": { $regex: "(" } }, "nothing closes"],
    ["look-ahead", { "body.f": { $regex: "a(?=b)" } }, "look-around"],
    ["a reference", { "body.f": { $regex: "(a)\\1" } }, "not supported"],
    ["options alone", { "body.f": { $options: "i" } }, "belongs to a $regex"],
    ["unknown options", { "body.f": { $regex: "a", $options: "g" } }, "i, m and s"],
  ])("Y2: %s", (_, condition, sentence) => {
    expect(() => readCondition(condition, refused)).toThrow(sentence);
  });

  it("Y2: too deep, too many tests", () => {
    let deep: object = { "body.f": 1 };
    for (let depth = 0; depth <= ROUTE_LIMITS.conditionDepth; depth++) deep = { $not: deep };
    expect(() => readCondition(deep, refused)).toThrow(/deep/);
    const many = { $or: Array.from({ length: ROUTE_LIMITS.tests + 1 }, () => ({ "body.f": 1 })) };
    expect(() => readCondition(many, refused)).toThrow(/tests at most/);
  });
});
