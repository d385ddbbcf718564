import type { EngineHandlers } from "../../shared/ipc/engine-contract.ts";
import type { Source } from "../archive/source.ts";

/** A source at one moment, and the handlers that answer from it. */
interface Served {
  readonly source: Source;
  readonly handlers: EngineHandlers;
  /** Calls under way. */
  calls: number;
}

/**
 * The source that an engine answers from. A library moves from one state to the next: calls that came before go on with the
 * state they began with, which is closed behind the last of them; what is put together in several steps is of one moment.
 */
export class ServedSource {
  #current: Served;
  readonly #makeHandlers: (source: Source) => EngineHandlers;
  readonly #former = new Set<Served>();

  constructor(source: Source, makeHandlers: (source: Source) => EngineHandlers) {
    this.#makeHandlers = makeHandlers;
    this.#current = this.#served(source);
  }

  /** The source as it is answered from now. */
  get source(): Source {
    return this.#current.source;
  }

  /** No former state is in use any more. */
  get isAlone(): boolean {
    return this.#former.size === 0;
  }

  /** Run a call on the state of now. */
  async call<T>(work: (handlers: EngineHandlers) => Promise<T> | T): Promise<T> {
    const served = this.#current;
    served.calls++;
    try {
      return await work(served.handlers);
    } finally {
      served.calls--;
      this.#closeUnused(served);
    }
  }

  /** From now on answer from another source; the former one is closed as soon as nobody needs it. */
  moveTo(source: Source): void {
    const former = this.#current;
    this.#former.add(former);
    this.#current = this.#served(source);
    this.#closeUnused(former);
  }

  /** Close everything at once, calls under way or not. */
  close(): void {
    for (const { source } of [...this.#former, this.#current]) source.close();
    this.#former.clear();
  }

  #served(source: Source): Served {
    return { source, handlers: this.#makeHandlers(source), calls: 0 };
  }

  #closeUnused(served: Served): void {
    if (served.calls > 0 || !this.#former.delete(served)) return;
    served.source.close();
  }
}
