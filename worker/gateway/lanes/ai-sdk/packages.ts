/**
 * The AI SDK's provider packages, each loaded when one of its models is first asked. This is what
 * Node takes for `#provider-packages`; the Worker takes packages-workerd.ts.
 */
export const PACKAGES = {
  anthropic: () => import("@ai-sdk/anthropic"),
  google: () => import("@ai-sdk/google"),
  openai: () => import("@ai-sdk/openai"),
};
