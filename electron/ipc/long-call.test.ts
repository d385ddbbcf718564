import { afterEach, expect, test } from "vitest";
import { announceLongCallsTo, duringLongCall } from "./long-call.ts";

const MIB = 1024 ** 2;

afterEach(() => announceLongCallsTo(() => undefined));

test("a long call is announced before it begins, with time for its bytes, and as over when it has failed too", () => {
  const heard: (number | string)[] = [];
  announceLongCallsTo((seconds) => heard.push(seconds));
  expect(duringLongCall(2048 * MIB, () => heard.push("made"))).toBe(2);
  expect(heard).toEqual([64, "made", 0]);
  expect(() =>
    duringLongCall(1, () => {
      throw new Error("full");
    }),
  ).toThrow("full");
  expect(heard.slice(3)).toEqual([1, 0]);
});

test("where nobody watches, the call is made", () => {
  expect(duringLongCall(MIB, () => "made")).toBe("made");
});
