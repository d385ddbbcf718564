import { describe, expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "../../shared/ipc/errors.ts";
import { procedure } from "../../shared/ipc/procedure.ts";
import { dispatch } from "./dispatch.ts";

const contract = { "node.double": procedure({ input: z.object({ value: z.int() }), output: z.int() }) };
const context = { signal: { aborted: false }, progress: () => {} };
const handlers = { "node.double": ({ value }: { value: number }) => value * 2 };

describe("dispatch", () => {
  test("answers a call of the contract", async () => {
    expect(await dispatch(contract, handlers, "node.double", { value: 21 }, context)).toEqual({
      ok: true,
      value: 42,
    });
  });

  test.each([
    ["a name outside the contract", "node.triple", { value: 1 }],
    ["a name of every object", "toString", {}],
    ["no name", undefined, {}],
    ["an input that does not fit", "node.double", { value: "1" }],
    ["no input", "node.double", undefined],
  ])("refuses %s as a bad request", async (_what, name, input) => {
    const reply = await dispatch(contract, handlers, name, input, context);
    expect(reply).toMatchObject({ ok: false, error: { code: "ipc/bad-request" } });
  });

  test.each([
    [
      new AppError("node/not-found", "There is no node 7.", { node: 7 }),
      { code: "node/not-found", details: { node: 7 } },
    ],
    [Object.assign(new Error("write"), { syscall: "write", code: "ENOSPC" }), { code: "disk/full" }],
    [
      Object.assign(new Error("open"), { syscall: "write", code: "EACCES", path: "x" }),
      { code: "disk/denied" },
    ],
    [
      new TypeError("x is undefined"),
      { code: "internal", message: expect.stringContaining("x is undefined") },
    ],
    ["text", { code: "internal", message: expect.stringContaining("text") }],
  ])("turns %s into data that survives structured clone", async (thrown, error) => {
    const failing = {
      "node.double": () => {
        throw thrown;
      },
    };
    const reply = await dispatch(contract, failing, "node.double", { value: 1 }, context);
    expect(structuredClone(reply)).toMatchObject({ ok: false, error });
    expect(JSON.stringify(reply)).not.toContain("dispatch.test.ts"); // no stack trace
  });
});
