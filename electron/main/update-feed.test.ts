import { expect, test } from "vitest";
import { isNewer, readFeed } from "./update-feed.ts";

test("versions come in the order of semver.org", () => {
  const inOrder = [
    "0.1.0",
    "0.9.0",
    "0.10.0",
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "2.0.0",
  ];
  inOrder.forEach((version, at) =>
    inOrder.forEach((other, otherAt) => expect(isNewer(version, other)).toBe(at > otherAt)),
  );
  expect(isNewer("1.0.0+build.2", "1.0.0+build.1")).toBe(false);
  expect(isNewer("newest", "1.0.0")).toBe(false);
});

test("a feed is read by its two fields and refused with anything else in their place", () => {
  expect(readFeed('{"version":"1.2.3","url":"https://example.org/1.2.3","more":1}')).toEqual({
    version: "1.2.3",
    url: "https://example.org/1.2.3",
  });
  for (const odd of [
    "",
    "<html>",
    "[]",
    "null",
    '{"version":"latest"}',
    '{"version":1}',
    '{"version":"1.2"}',
  ])
    expect(() => readFeed(odd)).toThrow(expect.objectContaining({ code: "network/failed" }));
});
