import { z } from "zod";

/** One call of a contract: what goes in, what comes out, and what is reported while it runs. */
export interface Procedure<
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
  P extends z.ZodType = z.ZodType,
> {
  input: I;
  output: O;
  progress: P;
}

const NoProgress = z.never();

/** Declare a procedure; `progress` is left out where the work is short. */
export function procedure<
  I extends z.ZodType,
  O extends z.ZodType,
  P extends z.ZodType = typeof NoProgress,
>(parts: { input: I; output: O; progress?: P }): Procedure<I, O, P> {
  return {
    input: parts.input,
    output: parts.output,
    progress: parts.progress ?? (NoProgress as unknown as P),
  };
}

/** Types of both ends, derived from the one declaration. */
export type Contract = Record<string, Procedure>;
export type Input<C extends Contract, N extends keyof C> = z.input<C[N]["input"]>;
type ParsedInput<C extends Contract, N extends keyof C> = z.output<C[N]["input"]>;
export type Output<C extends Contract, N extends keyof C> = z.output<C[N]["output"]>;
export type Progress<C extends Contract, N extends keyof C> = z.output<C[N]["progress"]>;

/** Whether the caller still wants the answer; an `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
}

/** What a handler may use while it works. */
export interface CallContext<P = unknown> {
  signal: CancelSignal;
  progress(value: P): void;
}

/** One handler a call; the compiler asks for each. */
export type Handlers<C extends Contract> = {
  [N in keyof C]: (
    input: ParsedInput<C, N>,
    context: CallContext<Progress<C, N>>,
  ) => Promise<Output<C, N>> | Output<C, N>;
};
