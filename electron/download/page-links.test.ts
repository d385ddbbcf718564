import { expect, test } from "vitest";
import { quietJob } from "../archive/testing/temporary-folder.ts";
import { archiveLinks, linksOf } from "./page-links.ts";
import { serve } from "./testing/file-server.ts";

const PAGE = new URL("https://example.org/records/1/");
const links = (html: string) => linksOf(html, PAGE);

test("links to archives are found as a browser would, each once and relative to the page", () => {
  const html = `<!doctype html><html><a href="a.aiida">one</a> <A class='x' HREF='/b.aiida' target=_blank>
    <a\nhref = ../c.aiida><a href="a.aiida"><a href="//other.example/d.aiida"><a href="e.aiida?download=1"><a href=f.zip>
    <a title="href=no.aiida" href="https://elsewhere.example/g%20h.aiida#x.aiida"/><a href="i.aiida&#x3f;v&amp;1.aiida">`;
  expect(links(html)).toEqual([
    "https://example.org/records/1/a.aiida",
    "https://example.org/b.aiida",
    "https://example.org/records/c.aiida",
    "https://other.example/d.aiida",
    "https://elsewhere.example/g%20h.aiida#x.aiida",
    "https://example.org/records/1/i.aiida?v&1.aiida",
  ]);
});

test("what is no link of the page is left out", () => {
  expect(
    links(`<!-- <a href="a.aiida"> --><script>"<a href='b.aiida'>"</script><style><a href=c.aiida></style>`),
  ).toEqual([]);
  expect(
    links(`<abbr href="a.aiida"><area href="b.aiida"><a data-href="c.aiida">&lt;a href="d.aiida"&gt;`),
  ).toEqual([]);
  expect(
    links(`<a href="javascript:x.aiida"><a href="file:///x.aiida"><a href="http://example.org/x.aiida">`),
  ).toEqual([]);
  expect(links(`<a href="http://["><a href=".aiida`)).toEqual(
    ["https://example.org/records/1/.aiida"].slice(1),
  );
});

test.each([
  ["<".repeat(500_000)],
  ["<a ".repeat(200_000)],
  ["<a href='".repeat(100_000)],
  [`<a ${"x=".repeat(200_000)}`],
  ["<!--".repeat(100_000)],
  ["<script".repeat(100_000)],
])("a page made to be slow is read in one pass (%#)", (html) => {
  expect(links(html).length).toBeLessThan(2);
});

test("a page is fetched, up to a size", async () => {
  const origin = await serve((request, response) => {
    if (request.url === "/large") {
      response.writeHead(200);
      const endless = () =>
        void (response.destroyed || response.write(Buffer.alloc(1_000_000, " "), endless));
      return endless();
    }
    if (request.url === "/none") return void response.writeHead(404).end();
    response.end('<a href="x.aiida">');
  });
  expect(await archiveLinks(`${origin}/list/`, quietJob())).toEqual({
    addresses: [`${origin}/list/x.aiida`],
    isOutside: false,
  });
  await expect(archiveLinks(`${origin}/large`, quietJob())).rejects.toThrow(/longer than 8 MiB/);
  await expect(archiveLinks(`${origin}/none`, quietJob())).rejects.toThrow(/nothing at this address/);
});
