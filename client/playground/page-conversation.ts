import { createBrowserVoiceClient } from "../browser/browser-voice-client.ts";
import { createGetToken } from "../core/session-grant.ts";
import type { GetToken } from "../core/session-grant.ts";
import type { VoiceClient } from "../core/voice-client.ts";
import { fetchPageConfig } from "./page-config.ts";
import { pageThemeTool } from "./page-theme.ts";
import { fetchSessionImage } from "./session-image.ts";
import { keepSession, readSession } from "./stored-session.ts";

/** A client of this page's own server, and its pictures. */
export interface PageConversation {
  readonly client: VoiceClient;
  readonly loadImage: (path: string) => Promise<Blob>;
}

/**
 * Makes the page's client. It continues the conversation that this browser had last, or begins one
 * where there is none or the server no longer gives it out.
 * @param agent Name of the agent; undefined: the server's default.
 */
export function createPageConversation(agent: string | undefined): PageConversation {
  const { origin } = location;
  const session = readSession(localStorage, agent);
  const client = createBrowserVoiceClient({
    ...(agent === undefined ? {} : { agent }),
    ...(session === undefined ? {} : { session }),
    getToken: pageGetToken(origin, agent),
  });
  client.tools({ set_page_theme: pageThemeTool(document.documentElement) });
  client.on("session", (identity) => keepSession(localStorage, agent, identity));
  const loadImage = async (path: string): Promise<Blob> => {
    if (client.session === undefined) throw new Error("There is no conversation yet.");
    return fetchSessionImage(path, client.session, origin);
  };
  return { client, loadImage };
}

/** The settings are fetched with the first token, so that a server that is down is told like any other. */
function pageGetToken(origin: string, agent: string | undefined): GetToken {
  let getToken: GetToken | undefined;
  return async (identity) => {
    if (getToken === undefined) {
      const { publishableKey } = await fetchPageConfig(origin);
      getToken = createGetToken({ url: origin, agent, key: publishableKey });
    }
    return getToken(identity);
  };
}
