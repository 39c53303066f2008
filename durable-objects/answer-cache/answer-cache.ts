import { DurableObject } from "cloudflare:workers";
import type { Env } from "../../worker/env.ts";
import type { AnswerCacheStub, AnswerJob } from "../../worker/gateway/answer-cache-client.ts";
import { createCachedGateway } from "../../worker/gateway/cache.ts";
import { SYSTEM_CLOCK } from "../../worker/gateway/clock.ts";
import type { GatewayOptions } from "../../worker/gateway/gateway.ts";
import { createEngine } from "../../worker/gateway/gateway.ts";
import type { WaitUntil } from "../../worker/gateway/ledger-client.ts";
import { createLedgerSink } from "../../worker/gateway/ledger-client.ts";
import { GATEWAY_LIMITS } from "../../worker/gateway/limits.ts";
import { unpackData } from "../../worker/gateway/packed-data.ts";
import { createRoutedGateway } from "../../worker/gateway/routes/routed-gateway.ts";
import { createRoutes } from "../../worker/gateway/routes/routes.ts";
import type { Gateway, Run, Task } from "../../worker/gateway/run-types.ts";
import { answerBody } from "./answer-body.ts";
import { ANSWER_CACHE_LIMITS } from "./answer-cache-limits.ts";
import { AnswerStore } from "./answer-store.ts";

/**
 * Keeps answers, and carries out the runs that give them: requests of a Worker can't use each other's
 * connections, those of one object can. What a caller's request says of itself (keys,
 * metadata) is in memory only; whoever asked runs its guards over what comes.
 */
export class AnswerCache extends DurableObject<Env> implements AnswerCacheStub {
  protected limits = ANSWER_CACHE_LIMITS;
  readonly #waitUntil: WaitUntil = (work) => this.ctx.waitUntil(work);
  #store: AnswerStore | undefined;
  #gateway: Gateway | undefined;
  #readers = 0;

  /** What models are asked through. A test gives its own. */
  protected createEngine(options: GatewayOptions): Gateway {
    return createEngine(this.env, options);
  }

  /** The Worker has checked who asks. */
  override async fetch(request: Request): Promise<Response> {
    const { aheadBytes, readers } = this.limits;
    const job = unpackData<AnswerJob>(new Uint8Array(await request.arrayBuffer()));
    if (this.#readers >= readers) return new Response(null, { status: 503 });
    const start = (): Run<Task> => {
      this.#readers++;
      return (this.#gateway ??= this.#open()).run(job);
    };
    const onClose = (): void => void this.#readers--;
    return new Response(answerBody(start, { aheadBytes, onClose }));
  }

  override alarm(): Promise<void> {
    return this.#storeOf().sweep(Date.now());
  }

  #storeOf(): AnswerStore {
    return (this.#store ??= new AnswerStore(this.ctx.storage, this.limits, this.#waitUntil));
  }

  /** A route has been taken before, so that only its counters are told, of what was done here. */
  #open(): Gateway {
    const routes = createRoutes(this.env, { waitUntil: this.#waitUntil });
    const sink = createLedgerSink(this.env, this.#waitUntil);
    const engine = this.createEngine({ sink, routes });
    const routed = createRoutedGateway(engine, routes, () => `run_${crypto.randomUUID()}`);
    return createCachedGateway(routed, {
      store: this.#storeOf(),
      clock: SYSTEM_CLOCK,
      limits: GATEWAY_LIMITS,
    });
  }
}
