import { WorkerEntrypoint } from "cloudflare:workers";
import { AppError } from "../shared/errors/app-error.ts";
import type { Env } from "./env.ts";
import { readBindingOptions } from "./formats/cloudflare-run/binding-options.ts";
import {
  cloudflareErrors,
  cloudflareNumber,
  cloudflareStatus,
} from "./formats/cloudflare-run/run-envelope.ts";
import { readCloudflareRequest } from "./formats/cloudflare-run/run-request.ts";
import type { CloudflareModel } from "./formats/model-list.ts";
import { cloudflareModel, cloudflareRoute } from "./formats/model-list.ts";
import type { RunOptions } from "./gateway/run-types.ts";
import { createRunnerClient } from "./gateway/runner-client.ts";
import { logInternal } from "./middleware/error-response.ts";
import type { CloudflareAnswer } from "./routes/inference/cloudflare-call.ts";
import { answerCloudflare } from "./routes/inference/cloudflare-call.ts";
import { listedModels, listedRoutes } from "./routes/inference/listed-models.ts";
import { routingOf } from "./routes/inference/routing-input.ts";
import { requestOptions } from "./routes/inference/run-options.ts";

/** Which models {@link Gateway.models} gives; Cloudflare's names. */
export interface ModelsSearch {
  readonly search?: string;
  readonly author?: string;
  readonly task?: string;
  readonly page?: number;
  readonly per_page?: number;
}

/** What `run` may give: data, a stream's bytes, or a whole response. */
export type RunResult = object | ReadableStream<Uint8Array> | Response;

/**
 * The gateway for other Workers: with a service binding `AI` to this entrypoint,
 * `env.AI.run(model, inputs, options)` and `env.AI.models()` are as Cloudflare's own
 * (https://developers.cloudflare.com/workers-ai/configuration/bindings/), for every model that the
 * gateway serves. There is no key: whoever has the binding may call.
 */
export class Gateway extends WorkerEntrypoint<Env> {
  /**
   * Runs a model. A stream comes as the bytes of its events, sound as the bytes of its file,
   * everything else as data; with `returnRawResponse` it is a Response, also for a failure.
   * Throws Error `<number>: <sentence>` with Cloudflare's number.
   */
  async run(model: string, inputs: unknown, options?: unknown): Promise<RunResult> {
    let raw = false;
    try {
      const { signal, ...rest } = (options ?? {}) as { readonly signal?: AbortSignal };
      const call = readBindingOptions(rest);
      ({ raw } = call);
      const headers = new Headers(call.headers);
      const header = requestOptions(headers);
      const answer = await answerCloudflare(
        { env: this.env, waitUntil: (work) => this.ctx.waitUntil(work) },
        readCloudflareRequest(model, inputs),
        {
          options: mergedOptions(header.options, call.options),
          metadata: { ...header.metadata, ...call.metadata },
          ...routingOf(model, headers, inputs),
        },
        signal,
      );
      return raw ? response(answer) : answer.type === "data" ? answer.value : answer.body;
    } catch (thrown) {
      const error = AppError.from(thrown);
      logInternal(error);
      if (!raw) throw new Error(`${cloudflareNumber(error)}: ${error.message}`);
      return Response.json(cloudflareErrors(error), { status: cloudflareStatus(error) });
    }
  }

  /** The models and dynamic routes that can be called here, as `env.AI.models()` lists models. */
  async models(search: ModelsSearch = {}): Promise<readonly CloudflareModel[]> {
    const { page = 1, per_page: size = Number.MAX_SAFE_INTEGER, author, task } = search;
    const wanted = search.search?.toLowerCase() ?? "";
    const models = listedModels(this.env, false)
      .filter(({ entry }) => author === undefined || entry.provider === author)
      .filter(({ entry }) => task === undefined || entry.task === task)
      .map(cloudflareModel);
    const hasRoutes = [author, task].every((one) => one === undefined || one === "dynamic");
    const routes = hasRoutes ? await listedRoutes(this.env) : [];
    return [...models, ...routes.map(cloudflareRoute)]
      .filter(({ name }) => name.toLowerCase().includes(wanted))
      .slice((page - 1) * size, page * size);
  }

  /**
   * A journalled run's events from an index on, the same bytes that its caller got.
   * Throws Error as `run` does.
   */
  async resume(runId: string, from = 0): Promise<ReadableStream<Uint8Array>> {
    try {
      return await createRunnerClient(this.env).resume(runId, from);
    } catch (thrown) {
      const error = AppError.from(thrown);
      throw new Error(`${cloudflareNumber(error)}: ${error.message}`, { cause: error });
    }
  }
}

/** What the binding's own options say counts more than headers. */
function mergedOptions(headers: RunOptions, own: RunOptions): RunOptions {
  const cache = { ...headers.cache, ...own.cache };
  return { ...headers, ...own, ...(Object.keys(cache).length === 0 ? {} : { cache }) };
}

function response(answer: CloudflareAnswer): Response {
  const body = answer.type === "data" ? JSON.stringify(answer.value) : answer.body;
  return new Response(body, { headers: answer.headers });
}
