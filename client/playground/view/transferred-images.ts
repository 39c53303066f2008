/** Files that were dropped on the page. */
export function draggedFiles(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])];
}

/** Pictures on the clipboard; none when there is text as well, so that text is pasted as text. */
export function pastedImages(transfer: DataTransfer | null): File[] {
  if (transfer === null || transfer.types.includes("text/plain")) return [];
  return [...transfer.files].filter((file) => file.type.startsWith("image/"));
}
