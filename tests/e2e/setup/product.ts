import type { TestProject } from "vitest/node";
import type { ProductAddress } from "../../product/started-product.ts";
import { startProduct } from "../../product/started-product.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The product that all end-to-end tests share. */
    product: ProductAddress;
  }
}

/** Starts the product once for all end-to-end tests; the teardown fails when a process is left. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...address } = await startProduct();
  project.provide("product", address);
  return stop;
}
