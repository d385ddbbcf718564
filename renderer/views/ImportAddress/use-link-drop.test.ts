import { expect, test } from "vitest";
import { addressesIn, linksOf } from "./use-link-drop.ts";

test("addresses of the web are taken out of a list of links, remarks and other schemes are not", () => {
  const list =
    "# a remark\r\nhttps://example.org/a.aiida\r\nfile:///etc/passwd\n\n  http://example.org/b.aiida\nabout:blank";
  expect(linksOf(list)).toEqual(["https://example.org/a.aiida", "http://example.org/b.aiida"]);
  expect(linksOf("")).toEqual([]);
});

test("addresses are found in a text, its other words are not", () => {
  expect(addressesIn(" https://example.org/a.aiida\n")).toEqual(["https://example.org/a.aiida"]);
  expect(addressesIn("see http://h/a and ftp://h/b, www.h/c")).toEqual(["http://h/a"]);
  expect(addressesIn("two words")).toEqual([]);
});
