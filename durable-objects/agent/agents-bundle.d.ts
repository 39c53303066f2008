declare module "*/packages/agents.mjs" {
  export { Agent } from "agents";
}
