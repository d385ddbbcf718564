/** Being built. */
export function ExportBasket() {
  return null;
}
