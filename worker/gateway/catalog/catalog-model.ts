import type { Task } from "../run-types.ts";

/** What a model costs. What isn't listed isn't known, and never means that it costs nothing. */
export interface Rates {
  /** Per million tokens of the prompt. */
  readonly input?: number;
  /** Per million tokens of the answer, the tokens of its reasoning among them. */
  readonly output?: number;
  /** Per million tokens of the prompt that the provider had in its cache. */
  readonly cachedInput?: number;
  /** Per million tokens of the prompt that it put into its cache (for five minutes). */
  readonly cacheWrite?: number;
  /** Per million tokens of reasoning, where they cost something else than the answer's. */
  readonly reasoning?: number;
  /** Per million tokens of audio in the prompt. */
  readonly inputAudio?: number;
  /** Per million tokens of pictures in the answer. */
  readonly outputImage?: number;
  /** Per minute of audio that is heard or spoken. */
  readonly audioMinute?: number;
  /** Per million characters that are spoken. */
  readonly characters?: number;
  /** Per picture that is made. */
  readonly image?: number;
  /** Per request, besides its tokens. */
  readonly request?: number;
}

/** Prices in USD. The rates of `tiers` and `hours` stand in for those beside them. */
export interface Prices extends Rates {
  /** Rates of a request whose prompt has more than `above` tokens, ascending; they hold for all of it. */
  readonly tiers?: readonly ({ readonly above: number } & Rates)[];
  /** Rates from one time of day (UTC, `HH:MM`, inclusive) until another (exclusive). */
  readonly hours?: readonly ({ readonly from: string; readonly until: string } & Rates)[];
}

/** Prices, and how we know. */
export interface SourcedPrices extends Prices {
  /** Day at which the source was as it is cited, `YYYY-MM-DD` (or `YYYY-MM`). */
  readonly date: string;
  readonly source: string;
}

/** What a model can or can't do. */
export const CAPABILITIES = ["vision", "tools", "streaming", "reasoning"] as const;

/** What a model can do; what isn't listed isn't known. */
export interface Capabilities {
  /** Takes pictures. */
  readonly vision?: boolean;
  readonly tools?: boolean;
  readonly streaming?: boolean;
  readonly reasoning?: boolean;
  /** BCP 47 tags of the languages that it hears or speaks. */
  readonly languages?: readonly string[];
}

/** One model at one provider. */
export interface CatalogModel {
  /** Name of the provider in the registry. */
  readonly provider: string;
  /** The provider's own id of the model. */
  readonly model: string;
  /** The name under which every provider's entry of the same model is found. */
  readonly canonical: string;
  /** What it is made for; models that see answer questions about pictures too. */
  readonly task: Task;
  /** Tokens of prompt and answer together. */
  readonly context?: number;
  /** Tokens of the longest answer. */
  readonly maxOutput?: number;
  readonly capabilities: Capabilities;
  readonly price?: SourcedPrices;
  /** Where context, answer's length and capabilities are from, and its day. */
  readonly source: string;
  readonly date: string;
}

/** A place that facts were taken from. */
export interface CatalogSource {
  readonly title: string;
  readonly url?: string;
  readonly date: string;
}

/** A line of the file `models.json`, which is reviewed and so says nothing twice. */
export interface CatalogLine extends Omit<
  CatalogModel,
  "canonical" | "capabilities" | "price" | "source" | "date"
> {
  /** Absent: the provider's id is the canonical name. */
  readonly canonical?: string;
  /** Key of a source. */
  readonly source: string;
  /** Words of {@link CAPABILITIES}, with a minus before what the model can't do: `vision -tools`. */
  readonly can?: string;
  readonly languages?: readonly string[];
  /** Without a source of its own, it is from the line's. */
  readonly price?: Prices & { readonly source?: string };
}

/** The file `models.json`. */
export interface CatalogFile {
  readonly sources: Readonly<Record<string, CatalogSource>>;
  readonly models: readonly CatalogLine[];
}
