/** Main → engine over the process channel; the renderer never speaks here. Ports travel beside the `port` message. */
export type ToEngine =
  | { type: "open"; path: string }
  | { type: "port" }
  | { type: "grant"; token: string; path: string; mayReplace: boolean }
  | { type: "ping"; count: number }
  | { type: "close" };

/** Engine → main. */
export type FromEngine = { type: "pong"; count: number } | { type: "opened" } | { type: "failed" };
