import { randomBytes } from "node:crypto";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../processes/root.ts";
import { completeDevVars, parseDevVars } from "./dev-vars.ts";
import type { WantedVariable } from "./dev-vars.ts";

/** Only its owner may read the file. */
const MODE = 0o600;
/** Another file may be named, so that a test leaves the real one alone. */
const PATH = process.env["PARLEY_DEV_VARS"] ?? join(ROOT, ".dev.vars");

/**
 * The variables of `.dev.vars`, which git ignores. The first time, secrets are generated into it;
 * later only what is missing is added.
 */
export async function devVars(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(PATH, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const completed = completeDevVars(text, wantedVariables());
  if (completed !== text) {
    await writeFile(PATH, completed, { mode: MODE });
    // The mode above counts for a new file only. Windows has no such modes.
    if (process.platform !== "win32") await chmod(PATH, MODE);
  }
  return parseDevVars(completed);
}

function wantedVariables(): WantedVariable[] {
  return [
    {
      name: "PARLEY_SECRET",
      comment: "Signs clients' tokens. A new value ends every session that is open.",
      value: randomBytes(48).toString("base64url"),
    },
    {
      name: "PARLEY_PUBLISHABLE_KEY",
      comment: "Opens sessions from pages of PARLEY_ORIGINS; may be seen by anybody.",
      value: `pk_${randomBytes(18).toString("base64url")}`,
    },
    {
      name: "PARLEY_API_KEY",
      comment: "Opens sessions from a server. Keep it there.",
      value: `sk_${randomBytes(32).toString("base64url")}`,
    },
    {
      name: "PARLEY_ORIGINS",
      comment: "Origins of pages that may use the publishable key, between commas.",
      value: "http://localhost:8787,http://127.0.0.1:8787",
    },
    {
      name: "PARLEY_LOCAL_URL",
      comment: "The embedded model server, and the key that it asks for.",
      value: "http://127.0.0.1:8788",
    },
    {
      name: "PARLEY_LOCAL_KEY",
      comment: "A page of another site can reach that port, but not without this.",
      value: randomBytes(24).toString("base64url"),
    },
  ];
}
