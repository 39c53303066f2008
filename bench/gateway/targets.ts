import { postBytes } from "./stream-client.ts";
import type { UpstreamScript } from "./upstream-script.ts";

/** What is measured side by side. */
export type TargetName =
  /** The upstream itself, in OpenAI's format. */
  | "direct"
  /** A bare Worker that passes on. */
  | "bare"
  /** Parley where caller and provider speak the same format. */
  | "native"
  /** Parley with a run that is kept. */
  | "journalled"
  /** Parley with Anthropic's models behind OpenAI's format. */
  | "translated"
  /** A plain Worker that translates the same. */
  | "pump"
  /** Portkey's gateway in OpenAI's format. */
  | "portkey"
  /** Portkey's gateway with Anthropic behind OpenAI's format. */
  | "portkeyTranslated";

/** Where a request goes and what it is. */
export interface Target {
  readonly name: TargetName;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What stands before the script's name in the request's model. */
  readonly modelPrefix: string;
}

/** Where everything listens. */
export interface Ports {
  readonly upstream: number;
  readonly bare: number;
  readonly pump: number;
  readonly parley: number;
  readonly portkey: number;
}

const CHAT_PATH = "/v1/chat/completions";

/** The targets, all of which are asked in OpenAI's chat format. */
export function targets(ports: Ports, apiKey: string): Readonly<Record<TargetName, Target>> {
  const upstream = `http://127.0.0.1:${ports.upstream}/v1`;
  const target = (
    name: TargetName,
    port: number,
    headers: Target["headers"] = {},
    modelPrefix = "",
  ): Target => ({ name, port, path: CHAT_PATH, headers, modelPrefix });
  const key = { authorization: `Bearer ${apiKey}` };
  const portkey = (provider: string): Target["headers"] => ({
    authorization: "Bearer upstream",
    "x-portkey-provider": provider,
    "x-portkey-custom-host": upstream,
  });
  return {
    direct: target("direct", ports.upstream),
    bare: target("bare", ports.bare),
    pump: target("pump", ports.pump),
    native: target("native", ports.parley, key, "openai/"),
    journalled: target(
      "journalled",
      ports.parley,
      { ...key, "x-parley-journal": "true" },
      "openai/",
    ),
    translated: target("translated", ports.parley, key, "anthropic/"),
    portkey: target("portkey", ports.portkey, portkey("openai")),
    portkeyTranslated: target("portkeyTranslated", ports.portkey, portkey("anthropic")),
  };
}

/** A request of a target that the upstream answers by a script, or by another model's name. */
export function requestOf(target: Target, model: UpstreamScript | (string & {})): Buffer {
  return postBytes(target.port, target.path, target.headers, {
    model: `${target.modelPrefix}${model}`,
    stream: true,
    max_tokens: 4096,
    messages: [
      { role: "system", content: "You are a helpful assistant." },
      { role: "user", content: "Tell me something that I don't know yet, in a few words." },
    ],
  });
}
