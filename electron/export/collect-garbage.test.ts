import { expect, test } from "vitest";
import { collectGarbage } from "./collect-garbage.ts";

test("what nobody refers to any more is gone at once, and no gc is left in sight", async () => {
  const gone = new WeakRef({ large: Array.from({ length: 1000 }) });
  const kept = { large: Array.from({ length: 1000 }) };
  const stays = new WeakRef(kept);
  await new Promise((resolve) => setTimeout(resolve)); // a reference that was just made lives to the end of its turn
  collectGarbage();
  expect([gone.deref(), stays.deref(), "gc" in globalThis]).toEqual([undefined, kept, false]);
});
