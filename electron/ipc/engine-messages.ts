/** Main → engine over the process channel; the renderer never speaks here. Ports travel beside the `port` message. */
export type ToEngine =
  | {
      type: "open";
      path: string;
      /** A damaged file as far as it can be read. */
      readable: boolean;
      /** A store that takes imports and edits, and is followed as it changes. */
      mayChange: boolean;
      /** Where nothing is, a new store is made: the person asked for one here. */
      mayCreate: boolean;
    }
  | { type: "port" }
  | { type: "grant"; token: string; path: string; mayReplace: boolean }
  | { type: "ping"; count: number }
  | { type: "close" };

/** Engine → main. */
export type FromEngine =
  | { type: "pong"; count: number }
  /** A call that is known to be long begins: seconds it may take beyond what any may; 0 when it is over. */
  | { type: "longCall"; seconds: number }
  | { type: "opened" }
  | { type: "failed" }
  /** The library changed, and calls are answered from what stands in it now. */
  | { type: "moved" };

/** What the process that looks after the cache answers. */
export interface CacheReport {
  folder: string;
  databases: number;
  bytes: number;
  /** By this clearing; 0 when it was only asked for. */
  freedBytes: number;
  /** Databases that were kept because a window or a command has them open. */
  inUse: number;
}
