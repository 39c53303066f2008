import { expect, it } from "vitest";
import { workerVariables } from "./worker-variables.ts";

const devVars = new Map([
  ["PARLEY_SECRET", "s"],
  ["PARLEY_ORIGINS", "https://example.com, http://localhost:8787"],
  ["PARLEY_LOCAL_URL", "http://127.0.0.1:8788"],
  ["PARLEY_THINK", "local/small"],
]);

it("adds this page's origins to the listed ones, each once", () => {
  const variables = workerVariables({ devVars, shell: {}, port: 8787, localPort: 8788 });
  expect(variables["PARLEY_ORIGINS"]).toBe(
    "https://example.com,http://localhost:8787,http://127.0.0.1:8787",
  );
});

it("points at the model server that this start runs", () => {
  const variables = workerVariables({ devVars, shell: {}, port: 9000, localPort: 9123 });
  expect(variables["PARLEY_LOCAL_URL"]).toBe("http://127.0.0.1:9123");
});

it("lets the shell win over the file, and takes nothing else from it", () => {
  const shell = {
    PARLEY_THINK: "openai/gpt",
    OPENAI_API_KEY: "k",
    OLLAMA_URL: "http://127.0.0.1:11434",
    PARLEY_SECRET: "",
    PARLEY_WEIGHTS_DIR: "/w",
    AWS_SECRET_ACCESS_KEY: "no",
    PATH: "/bin",
  };
  const variables = workerVariables({ devVars, shell, port: 8787, localPort: 8788 });
  expect(variables).toMatchObject({
    PARLEY_THINK: "openai/gpt",
    OPENAI_API_KEY: "k",
    OLLAMA_URL: "http://127.0.0.1:11434",
    PARLEY_SECRET: "s",
  });
  for (const name of ["AWS_SECRET_ACCESS_KEY", "PATH", "PARLEY_WEIGHTS_DIR"])
    expect(variables).not.toHaveProperty(name);
});
