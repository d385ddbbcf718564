/** The parts of the window that the tour points at, found by the names that they go by. */
export const parts = {
  graph: () => named("section", "Provenance graph"),
  view: () => named("[role=radiogroup]", "View"),
  search: () => document.querySelector(".search-box"),
  node: () => named("section", "Node"),
  state: () => facet("State"),
  addToBasket: () => document.querySelector("section[aria-label='Node'] .node-actions .button"),
  basket: () => named("section", "Export basket"),
} as const;

function named(kind: string, name: string): Element | null {
  return document.querySelector(`${kind}[aria-label="${name}"]`);
}

function facet(heading: string): Element | null {
  const headings = [...document.querySelectorAll("section[aria-label='Filters'] h3")];
  return headings.find((one) => one.textContent === heading)?.closest("[role=group]") ?? null;
}
