import { parseCallOptions, USAGE } from "./call/arguments.ts";
import { call, isAnswered } from "./call/call.ts";
import { runCommand } from "./report/run-command.ts";

await runCommand(async () => {
  const options = parseCallOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(USAGE);
    return;
  }
  const result = await call(options, (line) => console.log(line));
  if (options.json) console.log(JSON.stringify(result, undefined, 2));
  if (isAnswered(result)) return;
  console.error("\nNot everything that was said got an answer.");
  return 1;
});
