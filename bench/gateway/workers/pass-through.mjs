/** The least that a Worker between a client and a provider can do: it passes everything on. */
// oxlint-disable-next-line import/no-default-export -- a Worker's entry is its default export
export default {
  /**
   * @param {Request} request
   * @param {{ UPSTREAM: string }} env
   */
  fetch(request, env) {
    return fetch(env.UPSTREAM + new URL(request.url).pathname, request);
  },
};
