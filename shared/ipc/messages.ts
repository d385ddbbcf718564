import type { WireError } from "./errors.ts";

/** Renderer → engine over the port. `id` is fresh for each call, so that cancelling one never touches its twin. */
export type PortRequest = { id: number; name: string; input: unknown } | { id: number; cancel: true };

/** The answer to a call: never a rejection, so that the error keeps its code. */
export type Reply = { ok: true; value: unknown } | { ok: false; error: WireError };

/** Engine → renderer over the port. */
export type PortResponse = ({ id: number } & Reply) | { id: number; progress: unknown };
