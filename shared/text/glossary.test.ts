import { expect, test } from "vitest";
import { findTerms, glossaryPage, plainText, termIds, termOf, termParts } from "./glossary.ts";

test("docs/glossary.md is made from the same words", async () => {
  await expect(glossaryPage()).toMatchFileSnapshot("../../docs/glossary.md");
});

test("every link leads to another word", () => {
  for (const id of termIds()) {
    const links = [...termOf(id).text.matchAll(/\[\[([^\]|]*)/g)].map(([, target]) => target);
    for (const target of links) expect(termIds(), `in ${id}`).toContain(target);
    expect(links, "no word explains itself").not.toContain(id);
    expect(new Set(links).size, `in ${id} a word is linked once`).toBe(links.length);
  }
});

test("a definition is a short sentence or a few", () => {
  for (const id of termIds()) {
    expect(plainText(id), id).toMatch(/^[^[\]]+[.]$/);
    expect(plainText(id).length, id).toBeLessThan(260);
  }
});

test("headings are all different, so that links on the page are clear", () => {
  const headings = glossaryPage().match(/^### .+$/gm);
  expect(new Set(headings).size).toBe(termIds().length);
});

test("a definition comes in pieces that join to its sentence", () => {
  expect(termParts("A [[node]] with [[link|links]].")).toEqual([
    "A ",
    { id: "node", words: "node" },
    " with ",
    { id: "link", words: "links" },
    ".",
  ]);
});

test("search finds words by name, by what others call them, and by what they mean", () => {
  expect(findTerms("")).toEqual(termIds());
  expect(findTerms(" SEAL ")[0]).toBe("sealed");
  expect(findTerms("edge")[0]).toBe("link");
  expect(findTerms("return code")).toContain("exit-status");
  expect(findTerms("dotted violet")).toEqual(["added"]);
  expect(findTerms("flux capacitor")).toEqual([]);
});
