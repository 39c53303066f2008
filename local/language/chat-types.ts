/** A JSON Schema as it stands in a tool's `parameters`; read by what is needed, never trusted. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A function that the model may ask to be called. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of type object. */
  readonly parameters: JsonSchema;
}

/** A call as the model asked for it; `arguments` is JSON text, as in OpenAI's format. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** One message of a conversation, with text content only. */
export type ChatMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | {
      readonly role: "assistant";
      readonly content: string;
      readonly toolCalls: readonly ToolCall[];
    }
  | { readonly role: "tool"; readonly content: string; readonly callId: string };

/** Which tools may or must be called. */
export type ToolChoice =
  | { readonly type: "auto" }
  | { readonly type: "none" }
  | { readonly type: "required" }
  | { readonly type: "function"; readonly name: string };

/** How the next token is drawn. */
export interface Sampling {
  /** 0 always takes the likeliest token. */
  readonly temperature: number;
  readonly topP?: number;
  readonly seed?: number;
}

/** One request, validated. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  readonly sampling: Sampling;
  readonly stop: readonly string[];
  readonly tools: readonly ToolDefinition[];
  readonly toolChoice: ToolChoice;
}

/** Tokens that a request took. `cached` of the `prompt` tokens were evaluated already. */
export interface TokenUsage {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
}

/** Why an answer ended: the model's own end or a stop string, the token limit, or tool calls. */
export type FinishReason = "stop" | "length" | "tool_calls";

/** What an answer is made of, in this order: text or tool calls, then one finish. */
export type ChatEvent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool-call"; readonly call: ToolCall }
  | { readonly type: "finish"; readonly reason: FinishReason; readonly usage: TokenUsage };
