import { QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import type { ReactElement, ReactNode } from "react";
import { SOURCE_PORT } from "../../shared/ipc/channels.ts";
import type { EngineCall, EngineInput, EngineOutput } from "../../shared/ipc/engine-contract.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { PortRequest } from "../../shared/ipc/messages.ts";
import { listenForPorts } from "../ipc/engine-client.ts";
import { queryClient } from "../queries/engine-query.ts";
import { SourceContext } from "../state/source-view.ts";
import { addTab } from "../state/sources.ts";

/** What a test lets the engine answer: a value, an `AppError`, or a promise of one. */
export type EngineAnswers = {
  [N in EngineCall]?: (
    input: EngineInput<N>,
    call: { progress(value: unknown): void; cancelled: Promise<void> },
  ) => EngineOutput<N> | Promise<EngineOutput<N>>;
};

let isListening = false;

/** Open a tab whose engine answers as the test says, over the same port messages as the real one. */
export function openSourceForTest(sourceId: string, name: string, answers: EngineAnswers): void {
  if (!isListening) listenForPorts(() => undefined);
  isListening = true;
  addTab({ sourceId, name, shownPath: `/archives/${name}` }, true);
  const cancels = new Map<number, () => void>();
  const { port1, port2 } = new MessageChannel();
  port2.addEventListener("message", ({ data }: MessageEvent<PortRequest>) => {
    if ("cancel" in data) return cancels.get(data.id)?.();
    const { id, name: call, input } = data;
    const cancelled = new Promise<void>((resolve) => cancels.set(id, resolve));
    const progress = (value: unknown) => port2.postMessage({ id, progress: value });
    const answer = answers[call as EngineCall] as ((...all: unknown[]) => unknown) | undefined;
    Promise.resolve()
      .then(() => {
        if (!answer) throw new AppError("internal", `The test has no answer to ${call}.`);
        return answer(input, { progress, cancelled });
      })
      .then(
        (value) => port2.postMessage({ id, ok: true, value }),
        ({ code, message, details }: AppError) =>
          port2.postMessage({ id, ok: false, error: { code, message, details } }),
      );
  });
  port2.start();
  const event = new Event("message");
  Object.assign(event, { source: window, data: { type: SOURCE_PORT, sourceId }, ports: [port1] });
  window.dispatchEvent(event);
}

/** Put a host in place that answers as the test says; returns what it was asked, in order. */
export function hostForTest(answers: Record<string, (input: never) => unknown> = {}): [string, unknown][] {
  const asked: [string, unknown][] = [];
  const stemma = {
    platform: "test",
    onEvent: () => () => undefined,
    keepDropped: async (files: readonly unknown[]) => ({
      token: "dropped",
      count: files.length,
      names: [],
      folders: [],
      lost: 0,
    }),
    invoke: async (name: string, input: unknown) => {
      asked.push([name, input]);
      try {
        return { ok: true, value: (await answers[name]?.(input as never)) ?? null };
      } catch (error) {
        const { code, message, details } = error as AppError;
        return { ok: false, error: { code, message, details } };
      }
    },
  };
  Object.defineProperty(window, "stemma", { value: stemma, configurable: true });
  return asked;
}

/** Give every element a size: no layout happens in a test, and a virtual list of no height shows nothing. */
export function sizeForTest(width: number, height: number): void {
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, value: width });
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, value: height });
}

/** Draw a part of the window as it stands inside the tab of a source. */
export function renderInSource(sourceId: string, view: ReactNode): RenderResult {
  queryClient.clear();
  return render(inSource(sourceId, view));
}

/** The same part, to be drawn again with other props. */
export function inSource(sourceId: string, view: ReactNode): ReactElement {
  return (
    <QueryClientProvider client={queryClient}>
      <SourceContext.Provider value={sourceId}>{view}</SourceContext.Provider>
    </QueryClientProvider>
  );
}
