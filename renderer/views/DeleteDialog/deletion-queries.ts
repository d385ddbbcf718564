import { queryOptions } from "@tanstack/react-query";
import type { DeletionSwitches } from "../../../shared/graph/deletion-rules.ts";
import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import type { DeleteRequest } from "../../state/delete-request.ts";

export type DeletionPlan = EngineOutput<"library.deletion">;

const serials = new WeakMap<DeleteRequest, number>();
let lastSerial = 0;

/** A request goes by a number: hashing a million ids would take longer than the answer. */
function serialOf(request: DeleteRequest): number {
  let serial = serials.get(request);
  if (serial === undefined) serials.set(request, (serial = ++lastSerial));
  return serial;
}

export function deletionInput({ nodeIds, groupIds }: DeleteRequest, rules: DeletionSwitches) {
  return { nodeIds, groupIds: [...groupIds], rules };
}

/** What deleting these nodes under these rules would take along. */
export function deletionQuery(request: DeleteRequest, rules: DeletionSwitches) {
  const { sourceId } = request;
  return queryOptions({
    queryKey: ["source", sourceId, "library.deletion", serialOf(request), rules] as const,
    queryFn: ({ signal }) =>
      engineCall(sourceId, "library.deletion", deletionInput(request, rules), { signal }),
    staleTime: Infinity,
  });
}

/** Why a page of the nodes would go. */
export function reasonsQuery(request: DeleteRequest, rules: DeletionSwitches, ofNodes: number[]) {
  const { sourceId } = request;
  return queryOptions({
    queryKey: [
      "source",
      sourceId,
      "library.deletionReasons",
      serialOf(request),
      rules,
      ofNodes[0],
      ofNodes.length,
    ] as const,
    queryFn: ({ signal }) =>
      engineCall(
        sourceId,
        "library.deletionReasons",
        { ...deletionInput(request, rules), ofNodes },
        { signal },
      ),
    staleTime: Infinity,
  });
}
