import type * as z from "zod";
import { AppError } from "../../shared/errors/app-error.ts";

/**
 * A body in the shape that a format's schema describes. Throws AppError `bad_input` whose `field`
 * is the first wrong one as a path (`messages[0].content`), and whose message names it.
 */
export function parseBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0]);
  const field = fieldPath(issue?.path ?? []);
  throw new AppError("bad_input", `${field}: ${issue?.message ?? "Invalid input"}.`, { field });
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly errors?: readonly (readonly Issue[])[];
}

/** Of a union that nothing matches, the branch that came furthest says best what is wrong. */
function deepest(issue: Issue | undefined): Issue | undefined {
  const branches = issue?.errors?.flatMap((branch) => deepest(branch[0]) ?? []) ?? [];
  const furthest = branches.reduce<Issue | undefined>(
    (best, one) => (best === undefined || one.path.length > best.path.length ? one : best),
    undefined,
  );
  if (issue === undefined || furthest === undefined || furthest.path.length === 0) return issue;
  return { path: [...issue.path, ...furthest.path], message: furthest.message };
}

/** `["messages", 0, "content"]` as `messages[0].content`; the body itself is `body`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>(
    (so, key) =>
      typeof key === "number" ? `${so}[${key}]` : so === "" ? String(key) : `${so}.${String(key)}`,
    "",
  );
  return text === "" ? "body" : text;
}

/** What a field asks for can't be done. */
export function unsupportedField(field: string, sentence: string): AppError {
  return new AppError("unsupported", `${field}: ${sentence}`, { field });
}
