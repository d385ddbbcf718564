import { expect, test } from "vitest";
import { besideWords } from "./undo-preview-words.ts";

const of = (count: number) =>
  besideWords({
    restored: { extras: count, comments: count },
    changedSince: count,
    stay: { computers: count, users: count },
    nodesGone: count,
  });

test("what an undo does beside is said of one and of many, and not of none", () => {
  expect(of(0)).toEqual([]);
  expect(of(1)).toEqual([
    "1 node of it went before.",
    "The extras of 1 node become what they were.",
    "1 comment becomes what it was.",
    "1 text that it replaced was changed again since and stays as it is.",
    "1 computer that others need by now stays.",
    "1 user that others need by now stays.",
  ]);
  expect(of(2)[2]).toBe("2 comments become what they were.");
  expect(of(2)[5]).toBe("2 users that others need by now stay.");
});
