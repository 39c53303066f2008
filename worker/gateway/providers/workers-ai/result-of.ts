import { isRecord } from "../is-record.ts";

/**
 * A model's answer without the envelope `{ result, success, errors }` that it has over REST
 * (https://developers.cloudflare.com/workers-ai/get-started/rest-api/) but not by the binding.
 */
export function resultOf(answer: unknown): unknown {
  return isRecord(answer) && "success" in answer && "result" in answer ? answer["result"] : answer;
}
