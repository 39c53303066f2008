import { expect, inject, it } from "vitest";

const { url, processes } = inject("product");

it("serves the playground with its files' types and a strict content policy", async () => {
  const page = await fetch(url);
  expect(page.headers.get("content-type")).toContain("text/html");
  expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
  const script = /<script[^>]+src="([^"]+)"/.exec(await page.text())?.[1];
  const answer = await fetch(new URL(script ?? "/missing", url));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toContain("javascript");
});

it("has a model ready for every stage", async () => {
  const response = await fetch(`${url}/health`);
  expect(response.status).toBe(200);
  const { stages } = (await response.json()) as { stages: Record<string, { ready: boolean }> };
  expect(Object.keys(stages).toSorted()).toEqual(["listen", "see", "speak", "think"]);
  for (const stage of Object.values(stages)) expect(stage.ready).toBe(true);
});

it("runs as two processes, the model server and workerd", () => {
  expect(processes.map(({ name }) => name).toSorted()).toEqual(["model-server", "workerd"]);
});
