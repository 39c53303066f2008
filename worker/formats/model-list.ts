import type { CatalogModel } from "../gateway/catalog/catalog-model.ts";

/** A catalog entry together with whether it can be called here. */
export interface ListedModel {
  readonly entry: CatalogModel;
  readonly available: boolean;
}

/** A dynamic route in lists. */
export interface ListedRoute {
  readonly name: string;
  /** The version that serves. */
  readonly active: number;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** OpenAI's `model`, with what the catalog knows besides. An unknown fact is absent. */
export function openAiModel({ entry, available }: ListedModel): object {
  return {
    id: modelId(entry),
    object: "model",
    created: seconds(entry),
    owned_by: entry.provider,
    ...facts(entry),
    available,
  };
}

/** A dynamic route as `model`: it is asked as one. */
export function openAiRoute({ name, active, changedAt }: ListedRoute): object {
  return {
    id: routeId(name),
    object: "model",
    created: Math.floor(changedAt / 1000),
    owned_by: "dynamic",
    version: active,
    available: true,
  };
}

/** OpenAI's list (https://platform.openai.com/docs/api-reference/models/list). */
export function openAiModels(
  models: readonly ListedModel[],
  routes: readonly ListedRoute[],
): object {
  return { object: "list", data: [...models.map(openAiModel), ...routes.map(openAiRoute)] };
}

/** Anthropic's list (https://docs.claude.com/en/api/models-list), in one page. */
export function anthropicModels(
  models: readonly ListedModel[],
  routes: readonly ListedRoute[],
): object {
  const data = [
    ...models.map(({ entry }) => anthropicModel(modelId(entry), entry.canonical, seconds(entry))),
    ...routes.map(({ name, changedAt }) => anthropicModel(routeId(name), name, changedAt / 1000)),
  ];
  return {
    data,
    has_more: false,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

function anthropicModel(id: string, name: string, seconds: number) {
  const created_at = new Date(seconds * 1000).toISOString();
  return { type: "model", id, display_name: name, created_at };
}

/** What `env.AI.models()` gives, in the shape of Cloudflare's search; unknown facts are absent. */
export interface CloudflareModel {
  readonly id: string;
  readonly source: number;
  readonly name: string;
  readonly description: string;
  readonly task: { readonly id: string; readonly name: string; readonly description: string };
  readonly tags: readonly string[];
  readonly properties: readonly { readonly property_id: string; readonly value: string }[];
}

/** A model as `env.AI.models()` shows it; the properties' values are JSON. */
export function cloudflareModel(listed: ListedModel): CloudflareModel {
  const { entry } = listed;
  const id = modelId(entry);
  return {
    id,
    source: 1,
    name: id,
    description: `${entry.canonical} by ${entry.provider}`,
    task: { id: entry.task, name: entry.task, description: "" },
    tags: [],
    properties: Object.entries({ ...facts(entry), available: listed.available }).map(
      ([property_id, value]) => ({ property_id, value: JSON.stringify(value) }),
    ),
  };
}

/** A dynamic route as `env.AI.models()` shows it. */
export function cloudflareRoute({ name, active }: ListedRoute): CloudflareModel {
  const id = routeId(name);
  return {
    id,
    source: 1,
    name: id,
    description: `The dynamic route ${name}`,
    task: { id: "dynamic", name: "dynamic", description: "" },
    tags: [],
    properties: [{ property_id: "version", value: JSON.stringify(active) }],
  };
}

function routeId(name: string): string {
  return `dynamic/${name}`;
}

/** `provider/model`. */
export function modelId({ provider, model }: CatalogModel): string {
  return `${provider}/${model}`;
}

function facts(entry: CatalogModel): object {
  return {
    canonical: entry.canonical,
    task: entry.task,
    ...(entry.context === undefined ? {} : { context_length: entry.context }),
    ...(entry.maxOutput === undefined ? {} : { max_output_tokens: entry.maxOutput }),
    capabilities: entry.capabilities,
    ...(entry.price === undefined ? {} : { pricing: entry.price }),
  };
}

/** When the catalog learnt of it: when it was made is not known. */
function seconds({ date }: CatalogModel): number {
  const time = Date.parse(date.length === 7 ? `${date}-01` : date);
  return Number.isNaN(time) ? 0 : time / 1000;
}
