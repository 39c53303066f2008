import type { ToolCall } from "../gateway/run-types.ts";

/** What there is to write of a tool call: its beginning, more of its input, or both. */
export interface ToolInputPiece {
  /** Position among the answer's calls. */
  readonly index: number;
  readonly id: string;
  readonly name: string;
  /** The call begins with this piece. */
  readonly first: boolean;
  readonly delta: string;
}

/**
 * Remembers how much of each tool call has been written. Providers stream a call's input or give
 * the whole call at its end, or both; a client must get every part once.
 */
export class ToolInputLog {
  readonly #written = new Map<string, { readonly index: number; readonly length: number }>();

  /** A part of a call that is being written. */
  part(id: string, name: string, delta: string): ToolInputPiece {
    const known = this.#written.get(id);
    const index = known?.index ?? this.#written.size;
    this.#written.set(id, { index, length: (known?.length ?? 0) + delta.length });
    return { index, id, name, first: known === undefined, delta };
  }

  /** The whole call: what of it was not written before. */
  whole(call: ToolCall): ToolInputPiece {
    const written = this.#written.get(call.id)?.length ?? 0;
    return this.part(call.id, call.name, call.input.slice(written));
  }
}
