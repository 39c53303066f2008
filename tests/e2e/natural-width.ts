/** Width of an image's own pixels; 0 where it could not be shown. */
export async function naturalWidth(element: Element): Promise<number> {
  const image = element as HTMLImageElement;
  await image.decode();
  return image.naturalWidth;
}
