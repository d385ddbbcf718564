import fs from "node:fs";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { SELF_SIGNED } from "../../download/testing/certificates.ts";
import { serve, sendFile } from "../../download/testing/file-server.ts";
import { main } from "../cli.ts";

const at = temporaryFolder();
const BANDS = fs.readFileSync("e2e/fixtures/qe-si-bands.aiida");
const ADD = fs.readFileSync("e2e/fixtures/arithmetic.add.aiida");

beforeEach(() => vi.stubEnv("STEMMA_CACHE", at("cache")));
afterEach(() => vi.unstubAllEnvs());

async function stemma(...words: string[]): Promise<{ status: number; json: unknown; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(["import", "--store", at("store"), "--json", ...words], { stdout, stderr });
  const text = String(stdout.read() ?? "");
  return { status, json: text === "" ? null : JSON.parse(text), stderr: String(stderr.read() ?? "") };
}

const serveArchives = () =>
  serve((request, response) => {
    if (request.url === "/bands.aiida?v=1") return sendFile(request, response, BANDS);
    if (request.url === "/add.aiida") return sendFile(request, response, ADD);
    if (request.url === "/text.aiida") return sendFile(request, response, Buffer.from("only text"));
    if (request.url === "/list")
      return void response.end('<a href="add.aiida">add</a> <a href="?x=bands.aiida">x</a>');
    response.writeHead(404).end();
  });

test("archives are imported from addresses, and nothing of them stays in the cache", async () => {
  const origin = await serveArchives();
  const address = `${origin.replace("//", "//me:secret@")}/bands.aiida?v=1`;
  const { status, json } = await stemma("--progress", address);
  expect(status).toBe(0);
  expect(json).toMatchObject([{ path: `${origin}/bands.aiida?v=1`, new: { nodes: 69 } }]);
  expect(fs.readdirSync(at("cache/downloads"))).toEqual([]);
});

test("a page leads to archives", async () => {
  const origin = await serveArchives();
  const { status, json } = await stemma("-w", `${origin}/list`, "--", `${origin}/bands.aiida?v=1`);
  expect(status).toBe(1); // the second link of the page leads to no archive; what came before it stays
  expect(json).toMatchObject({ error: { code: "network/failed", details: { status: 404 } } });
  const again = await stemma(`${origin}/add.aiida`, "--dry-run");
  expect(again.json).toMatchObject([{ new: { nodes: 0 } }]);
});

test("what an address gives is refused like any file, by its address", async () => {
  const origin = await serveArchives();
  const { status, json, stderr } = await stemma(`${origin}/text.aiida`);
  expect(status).toBe(1);
  expect(json).toMatchObject({
    error: { code: "archive/not-an-archive", message: expect.stringContaining(`${origin}/text.aiida`) },
  });
  expect(stderr).not.toContain("downloads");
  expect(fs.readdirSync(at("cache/downloads"))).toEqual([]);
  expect((await stemma()).status).toBe(2);
  expect((await stemma("-w", "page.html")).status).toBe(2);
});

test.each([
  ["addresses that lead to one another", 302, "/on", /without end\. Check the address/],
  ["a file of this computer", 302, "file:///etc/passwd", /no address of the web\. Check the address/],
  ["a sign-in", 401, null, /not give this file to everybody \(401\)\. Download it in a browser/],
  ["nothing", 404, null, /nothing at this address .* \(404\)\. Check it/],
  ["a fault of the server", 500, null, /a problem of its own \(500\)\. Try again later/],
])(
  "%s at an address: an error that says what to do, and nothing left behind",
  async (_title, status, to, words) => {
    const origin = await serve((_request, response) => {
      response.writeHead(status, to === null ? {} : { location: to }).end();
    });
    await expectRefused(await stemma(`${origin}/si.aiida`), words);
  },
);

test("a certificate that nobody signed is named, and nothing left behind", async () => {
  const origin = await serve((_request, response) => void response.end(BANDS), SELF_SIGNED);
  await expectRefused(
    await stemma(`${origin}/si.aiida`),
    /signed by itself .* download the file in a browser/,
  );
});

async function expectRefused(refused: Awaited<ReturnType<typeof stemma>>, words: RegExp): Promise<void> {
  expect(refused).toMatchObject({
    status: 1,
    json: { error: { code: "network/failed", message: expect.stringMatching(words) } },
    stderr: expect.stringMatching(/^stemma: network\/failed: .*\n$/), // one line
  });
  expect(fs.existsSync(at("store"))).toBe(false);
  expect(fs.readdirSync(at("cache/downloads"))).toEqual([]);
}
