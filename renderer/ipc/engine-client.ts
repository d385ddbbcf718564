import { SOURCE_PORT } from "../../shared/ipc/channels.ts";
import type {
  EngineCall,
  EngineInput,
  EngineOutput,
  EngineProgress,
} from "../../shared/ipc/engine-contract.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { PortRequest, PortResponse } from "../../shared/ipc/messages.ts";

/** What a call may be given besides its input. */
export interface CallOptions<N extends EngineCall> {
  /** Aborting cancels the call in the engine too; it then rejects with `cancelled`. */
  signal?: AbortSignal;
  onProgress?: (value: EngineProgress<N>) => void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: AppError): void;
  onProgress?: ((value: never) => void) | undefined;
}

/** The renderer's end of the port to one engine. Calls made before the port is there wait for it. */
class EngineClient {
  #port: MessagePort | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();
  readonly #waiting: PortRequest[] = [];

  /** Take a new port. Calls of the old one are lost with their engine: they reject with `engine/crashed`. */
  connect(port: MessagePort): void {
    if (this.#port) this.lose();
    this.#port = port;
    port.addEventListener("message", ({ data }) => this.#receive(data as PortResponse)); // only the engine speaks there
    port.start();
    for (const request of this.#waiting.splice(0)) port.postMessage(request);
  }

  /** The engine is gone: reject what it was doing. Later calls wait for the next port. */
  lose(): void {
    this.#port?.close();
    this.#port = null;
    this.#waiting.length = 0;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of lost)
      call.reject(new AppError("engine/crashed", "The reading process ended. Reopening…"));
  }

  call(name: string, input: unknown, options: CallOptions<EngineCall>): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      if (options.signal?.aborted) return reject(new AppError("cancelled", "Cancelled."));
      this.#pending.set(id, { resolve, reject, onProgress: options.onProgress as Pending["onProgress"] });
      options.signal?.addEventListener("abort", () => this.#send({ id, cancel: true }), { once: true });
      this.#send({ id, name, input });
    });
  }

  #send(request: PortRequest): void {
    if (this.#port) this.#port.postMessage(request);
    else this.#waiting.push(request);
  }

  #receive(response: PortResponse): void {
    const call = this.#pending.get(response.id);
    if (!call) return;
    if ("progress" in response) return call.onProgress?.(response.progress as never);
    this.#pending.delete(response.id);
    if (response.ok) call.resolve(response.value);
    else call.reject(new AppError(response.error.code, response.error.message, response.error.details));
  }
}

const clients = new Map<string, EngineClient>();

function clientOf(sourceId: string): EngineClient {
  let client = clients.get(sourceId);
  if (!client) clients.set(sourceId, (client = new EngineClient()));
  return client;
}

/** Call the engine of an open source. Rejects with an `AppError`; see the contract for the codes of each call. */
export function engineCall<N extends EngineCall>(
  sourceId: string,
  name: N,
  input: EngineInput<N>,
  options: CallOptions<N> = {},
): Promise<EngineOutput<N>> {
  // Sound: the engine answers by the contract; a contract test parses every output.
  return clientOf(sourceId).call(name, input, options as CallOptions<EngineCall>) as Promise<EngineOutput<N>>;
}

/** The engine of a source ended: reject what it was doing. */
export function loseEngine(sourceId: string): void {
  clients.get(sourceId)?.lose();
}

/** The source was closed. */
export function forgetEngine(sourceId: string): void {
  clients.get(sourceId)?.lose();
  clients.delete(sourceId);
}

/** Take ports as the preload script hands them over; `onPort` is told for which source. Call once. */
export function listenForPorts(onPort: (sourceId: string) => void): void {
  window.addEventListener("message", (event: MessageEvent) => {
    if (event.source !== window || event.data?.type !== SOURCE_PORT || !event.ports[0]) return;
    const sourceId = String(event.data.sourceId);
    clientOf(sourceId).connect(event.ports[0]);
    onPort(sourceId);
  });
}
