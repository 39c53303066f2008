import { createClientEngine } from "./client-engine.ts";
import type { ClientEngine, ClientShells } from "./client-engine.ts";
import { initialClient } from "./client-state.ts";
import type { Clock } from "./clock.ts";
import { createGetToken } from "./session-grant.ts";
import { createSocketShell } from "./socket-shell.ts";
import type { VoiceClientOptions } from "./voice-client-options.ts";
import { VoiceError } from "./voice-error.ts";

/**
 * The engine of a client, with the socket that its options describe.
 * @throws VoiceError `bad_input` when there is neither `getToken` nor `key`.
 */
export function createVoiceEngine(
  options: VoiceClientOptions,
  clock: Clock,
  shells: Omit<ClientShells, "socket">,
): ClientEngine {
  const { url, agent, key, attempts = {} } = options;
  const getToken = options.getToken ?? (key && createGetToken({ url, agent, key }));
  if (!getToken)
    throw new VoiceError("bad_input", "A client needs a key, or getToken.", {
      stage: "connection",
    });
  const plays = options.output !== undefined;
  const settings = {
    plays,
    connectAttempts: attempts.connect ?? 3,
    reconnectAttempts: attempts.reconnect ?? 12,
  };
  const { client = "parley-client/0.1.0", random = Math.random, transport } = options;
  return createClientEngine(
    initialClient(settings, options.session, options.turns),
    (dispatch) => ({
      ...shells,
      socket: createSocketShell({
        url,
        getToken,
        plays,
        client,
        clock,
        random,
        transport,
        dispatch,
      }),
    }),
  );
}
