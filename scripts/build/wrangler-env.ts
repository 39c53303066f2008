/** Keeps wrangler quiet and offline: no metrics, no request for `request.cf`, no banner, no log file. */
export const WRANGLER_ENV = {
  CI: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_LOG: "warn",
  WRANGLER_LOG_PATH: ".parley/logs/wrangler",
} as const;
