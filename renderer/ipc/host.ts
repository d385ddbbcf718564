import { AppError } from "../../shared/ipc/errors.ts";
import type { Bridge, HostCall, HostInput, HostOutput } from "../../shared/ipc/host-contract.ts";
import type { Reply } from "../../shared/ipc/messages.ts";

declare global {
  interface Window {
    readonly stemma: Bridge;
  }
}

/** Call the main process. Rejects with an `AppError` that keeps its code. */
export async function host<N extends HostCall>(name: N, input: HostInput<N>): Promise<HostOutput<N>> {
  const reply = (await window.stemma.invoke(name, input)) as Reply; // main answers nothing else
  if (!reply.ok) throw new AppError(reply.error.code, reply.error.message, reply.error.details);
  return reply.value as HostOutput<N>; // the contract test parses every output
}
