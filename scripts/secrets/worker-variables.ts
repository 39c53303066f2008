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

/** Variables of the shell that mean something to the Worker: its own, and providers' keys and URLs. */
const SHELL_NAMES =
  /^(?:PARLEY_(?!LOCAL_PORT$|WEIGHTS_DIR$|DEV_VARS$)[A-Z0-9_]+|(?:OPENAI|GROQ|OPENROUTER|TOGETHER|MISTRAL|DEEPSEEK|FIREWORKS|CEREBRAS)_(?:API_KEY|BASE_URL)|OLLAMA_(?:URL|HOST)|LM_STUDIO_URL)$/;

/**
 * The Worker's variables on one machine: `.dev.vars`, over it what the shell sets, and over both
 * what this start decides: where the model server listens, and that this page's own origins count.
 */
export function workerVariables(sources: VariableSources): Record<string, string> {
  const shell = Object.entries(sources.shell).filter(
    (entry): entry is [string, string] => SHELL_NAMES.test(entry[0]) && Boolean(entry[1]),
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
