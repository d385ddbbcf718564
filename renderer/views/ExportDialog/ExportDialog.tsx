/** Being built. */
export function ExportDialog() {
  return null;
}
