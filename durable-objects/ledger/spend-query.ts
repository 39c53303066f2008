import { AppError } from "../../shared/errors/app-error.ts";
import { LEDGER_LIMITS } from "./ledger-limits.ts";

/** Columns that spend can be grouped by, and what they hold. */
export const GROUP_COLUMNS = {
  provider: "provider",
  model: "model",
  route: "route",
  task: "task",
  status: "status",
  kind: "kind",
  error: "error",
  run: "run_id",
  day: "strftime('%Y-%m-%d', started_at / 1000, 'unixepoch')",
  hour: "strftime('%Y-%m-%dT%H:00Z', started_at / 1000, 'unixepoch')",
} as const;

/** One field that spend is grouped by. */
export type GroupField =
  | { readonly type: "column"; readonly name: keyof typeof GROUP_COLUMNS }
  | { readonly type: "metadata"; readonly key: string };

/** What `GET /v1/spend` asks. */
export interface SpendQuery {
  readonly groupBy: readonly GroupField[];
  /** Milliseconds since 1970, inclusive. */
  readonly from: number | undefined;
  /** Milliseconds since 1970, exclusive. */
  readonly to: number | undefined;
}

const PARAMETERS: ReadonlySet<string> = new Set(["group_by", "from", "to"]);
const METADATA = "metadata.";
/** Latest time that may be asked for: the end of what a Date can hold. */
const LAST_TIME = 8.64e15;

/**
 * Reads a query: `group_by` is a list of columns and `metadata.<key>`s, separated by commas or given
 * several times; a key with a comma in it writes it `%2C` twice encoded. `from` and `to` are
 * milliseconds since 1970 or ISO 8601.
 * @throws AppError `bad_input` that names the parameter.
 */
export function readSpendQuery(parameters: URLSearchParams): SpendQuery {
  for (const name of parameters.keys())
    if (!PARAMETERS.has(name)) throw wrong(name, `There is no parameter ${name.slice(0, 64)}.`);
  const groupBy = parameters
    .getAll("group_by")
    .flatMap((list) => list.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map(groupField);
  if (groupBy.length > LEDGER_LIMITS.groupFields)
    throw wrong("group_by", `Group by ${LEDGER_LIMITS.groupFields} fields at most.`);
  if (new Set(groupBy.map(fieldName)).size < groupBy.length)
    throw wrong("group_by", "A field is named twice.");
  const from = time(parameters, "from");
  const to = time(parameters, "to");
  if (from !== undefined && to !== undefined && to <= from)
    throw wrong("to", "to must be later than from.");
  return { groupBy, from, to };
}

/** The name of a field as it is asked for and answered. */
export function fieldName(field: GroupField): string {
  return field.type === "column" ? field.name : `${METADATA}${field.key}`;
}

function groupField(name: string): GroupField {
  if (Object.hasOwn(GROUP_COLUMNS, name))
    return { type: "column", name: name as keyof typeof GROUP_COLUMNS };
  if (!name.startsWith(METADATA) || name.length === METADATA.length)
    throw wrong(
      "group_by",
      `Spend is grouped by ${Object.keys(GROUP_COLUMNS).join(", ")} and metadata.<key>.`,
    );
  const key = decoded(name.slice(METADATA.length));
  if (key.length > LEDGER_LIMITS.keyLength)
    throw wrong("group_by", `A key has ${LEDGER_LIMITS.keyLength} characters at most.`);
  return { type: "metadata", key };
}

/** A key's own commas and percent signs are encoded once more than the URL needs. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    throw wrong("group_by", "A key's percent signs must be encoded.");
  }
}

function time(parameters: URLSearchParams, name: "from" | "to"): number | undefined {
  const values = parameters.getAll(name);
  const [value] = values;
  if (value === undefined) return undefined;
  if (values.length > 1) throw wrong(name, `${name} is given twice.`);
  const isIso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;
  const at = /^\d{1,16}$/.test(value) ? Number(value) : isIso.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(at) || at > LAST_TIME)
    throw wrong(name, `${name} must be milliseconds since 1970 or ISO 8601 with a time zone.`);
  return at;
}

function wrong(field: string, message: string): AppError {
  return new AppError("bad_input", message, { field: field.slice(0, 64) });
}
