import { render } from "preact";
import { App } from "./app.tsx";
import { createPageConversation } from "./page-conversation.ts";
import { forgetSession } from "./stored-session.ts";

const root = document.getElementById("app");
if (root === null) throw new Error("The page has no #app.");

/** `?agent=NAME` talks to another agent than the default one. */
const agent = new URLSearchParams(location.search).get("agent") ?? undefined;

function show(page: Element): void {
  const { client, loadImage } = createPageConversation(agent);
  const startAnew = (): void => {
    client.disconnect();
    forgetSession(localStorage, agent);
    show(page);
  };
  render(<App client={client} loadImage={loadImage} onNewConversation={startAnew} />, page);
}

show(root);
