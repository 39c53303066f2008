const CAUSES = /** @type {const} */ ([
  [
    /ENOSPC/,
    "The disk is full: Parley needs about 2 GB for its packages. Free some space and run the command again.",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network request/i,
    "npm's registry can't be reached. Check the network (or npm's `registry` and `proxy` settings) and run the command again.",
  ],
  [
    /EACCES|EPERM/,
    "npm may not write to node_modules. Make the folder yours (or delete it) and run the command again.",
  ],
]);

/**
 * Says in one sentence why an installation failed and what to do.
 * @param {string} output what npm printed
 * @returns {string}
 */
export function installFailure(output) {
  const known = CAUSES.find(([pattern]) => pattern.test(output));
  if (known) return known[1];
  const lines = output
    .split("\n")
    .filter((line) => /^npm (error|ERR!)/.test(line) && !/complete log|debug-0/.test(line))
    .slice(0, 5)
    .join("\n");
  return `npm could not install the packages; run "npm ci" to see all of it.\n${lines}`;
}
