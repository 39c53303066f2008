import type { Run, Task } from "../../gateway/run-types.ts";

/**
 * What an answer's headers say of its run: its id, also under Cloudflare's name, the model that
 * serves, and how many attempts there were until then.
 */
export function runHeaders(run: Run<Task>): Readonly<Record<string, string>> {
  const ended = run.attempts();
  const serves = ended.some(({ status }) => status === "ok") ? 0 : 1;
  return {
    "x-parley-run-id": run.id,
    "cf-aig-run-id": run.id,
    "x-parley-model": run.model,
    "x-parley-attempts": String(ended.length + serves),
  };
}
