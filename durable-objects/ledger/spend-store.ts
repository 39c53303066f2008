import type { AttemptRecord } from "../../worker/gateway/attempt-record.ts";
import { LEDGER_LIMITS } from "./ledger-limits.ts";
import { nanoDollars, usdText } from "./money.ts";
import type { GroupField, SpendQuery } from "./spend-query.ts";
import { fieldName, GROUP_COLUMNS } from "./spend-query.ts";

/** What attempts used and cost together. Sums of a field are over those that know it. */
export interface SpendSum {
  readonly attempts: number;
  /** US dollars with nine decimals: the exact sum of the known costs. */
  readonly costUsd: string;
  /** Attempts whose cost is not known; they are not in `costUsd`. */
  readonly unknownCost: number;
  /** Attempts whose usage is a guess, wholly or in part. */
  readonly estimated: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  readonly audioSeconds: number;
  readonly characters: number;
  readonly images: number;
}

/** One group; `key` has a value for each field that was asked for, null where it has none. */
export interface SpendGroup extends SpendSum {
  readonly key: Readonly<Record<string, string | number | boolean | null>>;
}

/** What `GET /v1/spend` answers. */
export interface Spend {
  readonly groups: readonly SpendGroup[];
  readonly total: SpendSum;
  /** There were more groups than one answer holds; `total` has them all. */
  readonly truncated: boolean;
}

const MICRO = 1_000_000;

const USAGE_COLUMNS = {
  inputTokens: "input_tokens",
  cachedTokens: "cached_tokens",
  cacheWriteTokens: "cache_write_tokens",
  outputTokens: "output_tokens",
  reasoningTokens: "reasoning_tokens",
  audioSeconds: "audio_us",
  characters: "characters",
  images: "images",
} as const;
const USAGE = Object.entries(USAGE_COLUMNS) as [keyof typeof USAGE_COLUMNS, string][];

const COLUMNS = [
  "run_id",
  "attempt",
  "kind",
  "provider",
  "model",
  "route",
  "task",
  "started_at",
  "first_token_ms",
  "duration_ms",
  "status",
  "error",
  "estimated",
  "cost_nano",
  "metadata",
  ...Object.values(USAGE_COLUMNS),
];
const INSERT = `INSERT OR IGNORE INTO attempts (${COLUMNS.join(", ")})
  VALUES (${COLUMNS.map(() => "?").join(", ")})`;

/** Integers are summed as integers; as text they leave SQLite whole, whatever their size. */
const SUMS = `COUNT(*) AS attempts, CAST(COALESCE(SUM(cost_nano), 0) AS TEXT) AS cost,
  COUNT(*) - COUNT(cost_nano) AS unknownCost, COALESCE(SUM(estimated), 0) AS estimated,
  ${USAGE.map(([name, column]) => `COALESCE(SUM(${column}), 0) AS ${name}`).join(", ")}`;

type SumRow = Record<string, SqlStorageValue> & Omit<SpendSum, "costUsd"> & { cost: string };

/** Attempts in the object's SQLite. Every call is synchronous. */
export class SpendStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`
      CREATE TABLE IF NOT EXISTS attempts (
        run_id TEXT NOT NULL, attempt INTEGER NOT NULL, kind TEXT NOT NULL, provider TEXT NOT NULL,
        model TEXT NOT NULL, route TEXT, task TEXT NOT NULL, started_at INTEGER NOT NULL,
        first_token_ms REAL, duration_ms REAL NOT NULL, status TEXT NOT NULL, error TEXT,
        estimated INTEGER NOT NULL, cost_nano INTEGER, metadata TEXT NOT NULL,
        input_tokens INTEGER, cached_tokens INTEGER, cache_write_tokens INTEGER,
        output_tokens INTEGER, reasoning_tokens INTEGER, audio_us INTEGER, characters INTEGER,
        images INTEGER, PRIMARY KEY (run_id, attempt)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS attempts_started ON attempts (started_at);
    `);
  }

  /** Keeps an attempt; one that is kept already stays as it is. */
  add(record: AttemptRecord): void {
    const { usage } = record;
    this.#sql.exec(
      INSERT,
      record.runId,
      record.attempt,
      record.kind,
      record.provider,
      record.model,
      record.route ?? null,
      record.task,
      record.startedAt,
      record.firstTokenMs ?? null,
      record.durationMs,
      record.status,
      record.error ?? null,
      record.usageEstimated === true ? 1 : 0,
      nanoDollars(record.costUsd) ?? null,
      metadataText(record),
      ...USAGE.map(([name]) => stored(name, usage[name])),
    );
  }

  /** The sums of a query's groups, those that cost most first. */
  spend(query: SpendQuery): Spend {
    const [where, times] = timeClause(query);
    const total = this.#sql.exec<SumRow>(`SELECT ${SUMS} FROM attempts ${where}`, ...times).one();
    const { groupBy } = query;
    if (groupBy.length === 0) return { groups: [], total: sumOf(total), truncated: false };
    const keys = groupBy.map((field, at) => `${keyOf(field)} AS key${at}`).join(", ");
    const names = groupBy.map((_, at) => `key${at}`).join(", ");
    const metadataKeys = groupBy.flatMap((field) => (field.type === "metadata" ? [field.key] : []));
    const rows = this.#sql
      .exec<SumRow>(
        `SELECT ${keys}, ${SUMS} FROM attempts ${where} GROUP BY ${names}
         ORDER BY SUM(cost_nano) DESC, ${names} LIMIT ${LEDGER_LIMITS.groups + 1}`,
        ...metadataKeys,
        ...times,
      )
      .toArray();
    return {
      groups: rows
        .slice(0, LEDGER_LIMITS.groups)
        .map((row) => ({ key: keyValues(groupBy, row), ...sumOf(row) })),
      total: sumOf(total),
      truncated: rows.length > LEDGER_LIMITS.groups,
    };
  }

  /** Deletes attempts that began before a time, and says whether any are left. */
  sweep(before: number): boolean {
    this.#sql.exec("DELETE FROM attempts WHERE started_at < ?", before);
    return this.#sql.exec("SELECT 1 FROM attempts LIMIT 1").toArray().length > 0;
  }
}

/** As JSON text, so that the number 1, the text "1" and true stay apart. */
function keyOf(field: GroupField): string {
  if (field.type === "column") return `json_quote(${GROUP_COLUMNS[field.name]})`;
  // A key is compared with what json_each gives: JSON paths would give quotes in it a meaning.
  return `(SELECT CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
    ELSE json_quote(value) END FROM json_each(metadata) WHERE key = ?)`;
}

function keyValues(groupBy: readonly GroupField[], row: SumRow): SpendGroup["key"] {
  return Object.fromEntries(
    groupBy.map((field, at) => {
      const text = row[`key${at}`];
      return [
        fieldName(field),
        typeof text === "string" ? (JSON.parse(text) as string | number | boolean | null) : null,
      ];
    }),
  );
}

function sumOf({ cost, ...row }: SumRow): SpendSum {
  const sum: Record<string, number> = {};
  for (const [name] of USAGE)
    sum[name] = name === "audioSeconds" ? row[name] / MICRO : Number(row[name]);
  return {
    attempts: row.attempts,
    costUsd: usdText(cost),
    unknownCost: row.unknownCost,
    estimated: row.estimated,
    ...(sum as Record<keyof typeof USAGE_COLUMNS, number>),
  };
}

/** Seconds are kept as whole microseconds: sums of fractions depend on their order. */
function stored(name: keyof typeof USAGE_COLUMNS, value: number | undefined): number | null {
  if (value === undefined) return null;
  return name === "audioSeconds" ? Math.round(value * MICRO) : value;
}

function timeClause({ from, to }: SpendQuery): readonly [string, readonly number[]] {
  const clauses = [
    ...(from === undefined ? [] : ["started_at >= ?"]),
    ...(to === undefined ? [] : ["started_at < ?"]),
  ];
  const times = [from, to].filter((time) => time !== undefined);
  return [clauses.length === 0 ? "" : `WHERE ${clauses.join(" AND ")}`, times];
}

function metadataText({ metadata }: AttemptRecord): string {
  const text = JSON.stringify(metadata);
  return text.length <= LEDGER_LIMITS.metadataLength ? text : '{"parley.metadata":"too large"}';
}
