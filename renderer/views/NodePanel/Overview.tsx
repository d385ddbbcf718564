import { ComesFrom, UsedBy } from "./OverviewLinks.tsx";
import { Facts } from "./Facts.tsx";
import type { NodeDetails } from "./use-node.ts";

/** First things first: why it failed, where it comes from, what used it, and the plain facts. */
export function Overview({ node }: { node: NodeDetails }) {
  return (
    <>
      <ComesFrom node={node} />
      <UsedBy node={node} />
      <Facts node={node} />
    </>
  );
}
