import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from "@ai-sdk/provider";
import { AppError } from "../../../../shared/errors/app-error.ts";
import type { GatewayLimits } from "../../limits.ts";
import { brokeOff, unreadable } from "../../providers/upstream-error.ts";
import type { Finish, TaskEvent, Usage } from "../../run-types.ts";
import { errorOfPackage } from "./sdk-error.ts";

type TextEvent = TaskEvent["text"];
type Unified = Extract<LanguageModelV4StreamPart, { type: "finish" }>["finishReason"]["unified"];

/** A tool call while it is being written. */
interface OpenCall {
  readonly name: string;
  readonly length: number;
}

/** How far a package's stream has come. */
export interface PartState {
  readonly open: ReadonlyMap<string, OpenCall>;
  readonly calls: number;
  readonly finished: boolean;
}

export const PARTS_START: PartState = { open: new Map(), calls: 0, finished: false };

/** Who is being read, and how much is believed. */
export interface PartContext {
  readonly provider: string;
  readonly model: string;
  readonly limits: GatewayLimits;
}

/** Settings without which the answer would be another one than was asked for. */
const ESSENTIAL: ReadonlySet<string> = new Set(["responseFormat", "toolChoice", "tools"]);

/**
 * Takes in one part of a package's stream (language model specification v4). Throws AppError
 * `model_failed` for an answer that broke off or is too long, `unsupported` where the provider can't
 * do what was asked for.
 */
export function takePart(
  state: PartState,
  part: LanguageModelV4StreamPart,
  context: PartContext,
): readonly [PartState, readonly TextEvent[]] {
  switch (part.type) {
    case "text-delta":
      return [state, part.delta === "" ? [] : [{ type: "text", text: part.delta }]];
    case "reasoning-delta":
      return [state, part.delta === "" ? [] : [{ type: "reasoning", text: part.delta }]];
    case "tool-input-start":
      return addInput(state, part.id, part.toolName, "", context);
    case "tool-input-delta": {
      const call = state.open.get(part.id);
      return call === undefined
        ? [state, []]
        : addInput(state, part.id, call.name, part.delta, context);
    }
    case "tool-call": {
      if (
        part.input.length > context.limits.toolInputLength ||
        state.calls >= context.limits.toolCalls
      )
        throw unreadable(context.provider);
      const { toolCallId: id, toolName: name, input } = part;
      const call = { id, name, input: input === "" ? "{}" : input };
      return [{ ...state, calls: state.calls + 1 }, [{ type: "tool-call", call }]];
    }
    case "stream-start": {
      const missing = part.warnings.find(
        (warning) => warning.type === "unsupported" && ESSENTIAL.has(warning.feature),
      );
      if (missing?.type !== "unsupported") return [state, []];
      const { provider } = context;
      throw new AppError("unsupported", `Provider ${provider} can't do ${missing.feature}.`, {
        provider,
        field: missing.feature,
      });
    }
    case "error":
      throw errorOfPackage(context.provider, context.model, part.error);
    case "finish": {
      const { unified } = part.finishReason;
      if (unified === "interrupted" || unified === "error") throw brokeOff(context.provider);
      const reason = state.calls > 0 ? "tool-calls" : readReason(unified);
      return [
        { ...state, finished: true },
        [{ type: "finish", reason, usage: sdkUsage(part.usage) }],
      ];
    }
    // Sources, files, the provider's own tools, and what frames the parts: nobody asked for them.
    default:
      return [state, []];
  }
}

function addInput(
  state: PartState,
  id: string,
  name: string,
  delta: string,
  context: PartContext,
): readonly [PartState, readonly TextEvent[]] {
  const length = (state.open.get(id)?.length ?? 0) + delta.length;
  if (length > context.limits.toolInputLength) throw unreadable(context.provider);
  const open = new Map(state.open).set(id, { name, length });
  return [{ ...state, open }, [{ type: "tool-input", id, name, delta }]];
}

function readReason(unified: Exclude<Unified, "interrupted" | "error">): Finish["reason"] {
  return unified;
}

/** A package's usage as ours: what is unknown is absent. */
export function sdkUsage({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage {
  return {
    ...known("inputTokens", inputTokens.total),
    ...known("cachedTokens", inputTokens.cacheRead),
    ...known("cacheWriteTokens", inputTokens.cacheWrite),
    ...known("outputTokens", outputTokens.total),
    ...known("reasoningTokens", outputTokens.reasoning),
  };
}

/** A count, unless it is unknown. */
export function known(key: keyof Usage, value: number | undefined): Usage {
  return typeof value === "number" && value >= 0 ? { [key]: value } : {};
}
