/**
 * Variables and bindings as the Worker, a Durable Object or a script has them. `object`, because an
 * interface such as the Worker's own `Env` has no index signature.
 */
export type Environment = object;

/** A variable's text without surrounding blanks; absent when it is missing, empty or no string. */
export function variable(env: Environment, name: string): string | undefined {
  const value = binding(env, name);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  return text === "" ? undefined : text;
}

/** A binding, or whatever else the environment holds under this name. */
export function binding(env: Environment, name: string): unknown {
  return (env as Readonly<Record<string, unknown>>)[name];
}
