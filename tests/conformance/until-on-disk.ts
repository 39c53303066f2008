import { watch } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Resolves when some file below a folder has a text in it; looks again whenever one is written. */
export async function untilOnDisk(folder: string, text: string): Promise<void> {
  let changed = Promise.withResolvers<void>();
  const watcher = watch(folder, { recursive: true }, () => {
    changed.resolve();
    changed = Promise.withResolvers();
  });
  try {
    for (;;) {
      const next = changed.promise;
      if (await isOnDisk(folder, text)) return;
      await next;
    }
  } finally {
    watcher.close();
  }
}

async function isOnDisk(folder: string, text: string): Promise<boolean> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => undefined);
    if (bytes?.includes(text) === true) return true;
  }
  return false;
}
