import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../processes/root.ts";
import { protocolSpec, SPEC_SOURCES } from "./protocol-spec.ts";

/** A document that is made, not written. */
export interface GeneratedDoc {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** Every generated document, as it should be now. */
export async function generatedDocs(): Promise<GeneratedDoc[]> {
  const folder = join(ROOT, "shared", "protocol");
  const sources = await Promise.all(
    SPEC_SOURCES.map((name) => readFile(join(folder, name), "utf8")),
  );
  return [{ path: join(folder, "SPEC.md"), text: protocolSpec(sources) }];
}

/** Paths of the generated documents whose committed text is out of date. */
export async function outdatedDocs(): Promise<string[]> {
  const docs = await generatedDocs();
  const current = await Promise.all(docs.map(({ path }) => readFile(path, "utf8").catch(() => "")));
  return docs.filter(({ text }, i) => text !== current[i]).map(({ path }) => path);
}
