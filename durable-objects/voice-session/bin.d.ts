/** A data module: wrangler and workerd give its bytes. */
declare module "*.bin" {
  const bytes: ArrayBuffer;
  export default bytes;
}
