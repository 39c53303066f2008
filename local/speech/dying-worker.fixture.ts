import { serveModel } from "./serve-model.ts";

/** A worker for tests: echoes, dies on `die`, throws on `throw`, counts for ever on `count`. */
await serveModel<string, string>(
  () =>
    Promise.resolve(async function* (input) {
      if (input === "die") process.exit(1);
      if (input === "throw") throw new Error("/secret/path");
      for (let i = 0; input === "count"; i++) {
        yield String(i);
        await new Promise(setImmediate);
      }
      yield input;
    }),
  () => [],
);
