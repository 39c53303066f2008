import { PROVIDER_VARIABLES } from "../../worker/gateway/providers/registry.ts";

/** What the Worker's variables are made of. */
export interface VariableSources {
  readonly devVars: ReadonlyMap<string, string>;
  /** The shell's environment, of which only the names that the Worker knows are taken. */
  readonly shell: Readonly<Record<string, string | undefined>>;
  /** Port of the page. */
  readonly port: number;
  /** Port of the embedded model server. */
  readonly localPort: number;
}

/** Keys and addresses of providers. */
const PROVIDERS: ReadonlySet<string> = new Set(PROVIDER_VARIABLES);
/** Variables of the shell with this beginning are ours, but these are for the scripts alone. */
const OWN = "PARLEY_";
const SCRIPTS_ONLY: ReadonlySet<string> = new Set([
  "PARLEY_LOCAL_PORT",
  "PARLEY_WEIGHTS_DIR",
  "PARLEY_DEV_VARS",
  "PARLEY_SPEECH_DIR",
]);

/**
 * The Worker's variables on one machine: `.dev.vars`, over it what the shell sets, and over both
 * what this start decides: where the model server listens, and that this page's own origins count.
 */
export function workerVariables(sources: VariableSources): Record<string, string> {
  const shell = Object.entries(sources.shell).filter(
    (entry): entry is [string, string] => isWorkers(entry[0]) && Boolean(entry[1]),
  );
  const variables = { ...Object.fromEntries(sources.devVars), ...Object.fromEntries(shell) };
  const origins = (variables["PARLEY_ORIGINS"] ?? "").split(",").map((origin) => origin.trim());
  const own = [`http://localhost:${sources.port}`, `http://127.0.0.1:${sources.port}`];
  return {
    ...variables,
    PARLEY_ORIGINS: [...new Set([...origins.filter((origin) => origin !== ""), ...own])].join(","),
    PARLEY_LOCAL_URL: `http://127.0.0.1:${sources.localPort}`,
  };
}

function isWorkers(name: string): boolean {
  if (PROVIDERS.has(name)) return true;
  return name.startsWith(OWN) && !SCRIPTS_ONLY.has(name);
}
