import { runToEnd } from "./processes/run-to-end.ts";
import { tool } from "./processes/tool.ts";
import { runCommand } from "./report/run-command.ts";

/** `npm run format`: formats every file in place. */
await runCommand(async () => (await runToEnd(tool("oxfmt", ["."]), { visible: true })).code);
