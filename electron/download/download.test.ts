import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { download, type DownloadOptions } from "./download.ts";
import { clearDownloads, downloadedBytes, keepReady, readyFile, removeReady } from "./downloads-folder.ts";
import { EXPIRED, GOOD, OF_ANOTHER_HOST, SELF_SIGNED, TEST_AUTHORITY } from "./testing/certificates.ts";
import { sendFile, serve } from "./testing/file-server.ts";

const at = temporaryFolder();
afterEach(() => vi.unstubAllEnvs());

const BYTES = randomBytes(400_000);
const TIMES = { connectMs: 20_000, idleMs: 20_000, backoffMs: 1 }; // a loaded machine is no silent server
const options = (more: DownloadOptions = {}) => ({ cacheDir: at("cache"), times: TIMES, ...more });
const get = (address: string, job = quietJob()) => download(address, job, options());
/** What lies in the folder of downloads: places that are worked with, parts that are kept. */
const left = () => fs.readdirSync(at("cache/downloads")).map((name) => name.replace(/^.*\./, ""));
const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });

test("a file comes with its name and size, and nothing of it stays once it is removed", async () => {
  const origin = await serve((request, response) => sendFile(request, response, BYTES));
  const job = quietJob();
  const got = await get(`${origin}/files/si%20bands.aiida?download=1`, job);
  expect(got).toMatchObject({ name: "si bands.aiida", sizeBytes: BYTES.length });
  expect(path.basename(got.file)).toBe(got.name);
  expect(fs.readFileSync(got.file).equals(BYTES)).toBe(true);
  expect(job.reports.at(-1)).toEqual({ phase: "downloading", done: 400_000, total: 400_000, unit: "bytes" });
  got.remove();
  expect(left()).toEqual([]);
});

test("a connection that breaks again and again is made again, and goes on where it stopped", async () => {
  const ranges: (string | undefined)[] = [];
  const origin = await serve((request, response) => {
    ranges.push(request.headers.range);
    sendFile(request, response, BYTES, { breaksAfter: 150_000 });
  });
  const got = await get(`${origin}/x.aiida`);
  expect(fs.readFileSync(got.file).equals(BYTES)).toBe(true);
  expect(ranges[0]).toBeUndefined();
  expect(ranges.length).toBeGreaterThan(2);
  expect(ranges.slice(1).every((range) => range?.startsWith("bytes="))).toBe(true);
});

test("what a server cannot go on with comes from the beginning", async () => {
  const origin = await serve((request, response, count) =>
    sendFile(request, response, BYTES, { ranges: false, breaksAfter: count < 3 ? 150_000 : undefined }),
  );
  const got = await get(`${origin}/x.aiida`);
  expect(fs.readFileSync(got.file).equals(BYTES)).toBe(true);
});

test("a file that changed meanwhile comes from the beginning", async () => {
  const newer = randomBytes(300_000);
  const origin = await serve((request, response, count) =>
    count === 1
      ? sendFile(request, response, BYTES, { breaksAfter: 150_000 })
      : sendFile(request, response, newer, { etag: '"2"' }),
  );
  const got = await get(`${origin}/x.aiida`);
  expect(fs.readFileSync(got.file).equals(newer)).toBe(true);
});

test("a part that is not the one asked for is not put behind what came", async () => {
  const origin = await serve((request, response, count) => {
    if (count !== 2)
      return sendFile(request, response, BYTES, { breaksAfter: count === 1 ? 150_000 : undefined });
    response.writeHead(206, { "content-range": `bytes 5-${BYTES.length - 1}/${BYTES.length}` });
    response.end(BYTES.subarray(5));
  });
  const got = await get(`${origin}/x.aiida`);
  expect(fs.readFileSync(got.file).equals(BYTES)).toBe(true);
});

test("what broke off for good is kept, and a later try goes on with it", async () => {
  let isBroken = true;
  const ranges: (string | undefined)[] = [];
  const origin = await serve((request, response) => {
    ranges.push(request.headers.range);
    if (isBroken && request.headers.range) response.destroy();
    else sendFile(request, response, BYTES, { breaksAfter: isBroken ? 150_000 : undefined });
  });
  await expect(get(`${origin}/x.aiida`)).rejects.toEqual(refusal("network/failed", { reason: "ECONNRESET" }));
  expect(left()).toEqual(["part"]);
  isBroken = false;
  const got = await get(`${origin}/x.aiida`);
  expect(ranges.at(-1)).toMatch(/^bytes=1\d{5}-$/);
  expect(fs.readFileSync(got.file).equals(BYTES)).toBe(true);
});

test("a kept part that is the whole file already is taken as such", async () => {
  let isBroken = true;
  const origin = await serve((request, response) => {
    if (!isBroken) return sendFile(request, response, BYTES);
    if (request.headers.range) return void response.destroy();
    response.writeHead(200, { etag: '"1"', "content-length": BYTES.length + 1 });
    response.write(BYTES, () => setTimeout(() => response.destroy(), 20));
  });
  await expect(get(`${origin}/x.aiida`)).rejects.toThrow();
  isBroken = false;
  const [part] = fs.readdirSync(at("cache/downloads"));
  fs.writeFileSync(
    at(`cache/downloads/${part}/.notes.json`),
    JSON.stringify({ validator: '"1"', total: BYTES.length }),
  );
  const got = await get(`${origin}/x.aiida`);
  expect(fs.readFileSync(got.file).equals(BYTES)).toBe(true);
});

test("cancelled it ends at once and leaves nothing", async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { etag: '"1"', "content-length": BYTES.length });
    response.write(BYTES.subarray(0, 1000)); // and then nothing more
  });
  const signal = { aborted: false };
  const job = { signal, progress: ({ done }: { done: number }) => void (signal.aborted ||= done > 0) };
  await expect(download(`${origin}/x.aiida`, job, options())).rejects.toEqual(refusal("cancelled"));
  expect(left()).toEqual([]);
});

test.each([
  ["says so", true],
  ["does not say so", false],
])("more bytes than the limit are refused when the server %s", async (_title, says) => {
  vi.stubEnv("STEMMA_MAX_DOWNLOAD_BYTES", "100000");
  let sent = 0;
  const origin = await serve((_request, response) => {
    response.writeHead(200, says ? { "content-length": 5_000_000_000 } : {});
    const endless = () => {
      sent += 65536;
      if (!response.destroyed) response.write(Buffer.alloc(65536, 1), endless);
    };
    endless();
  });
  await expect(get(`${origin}/x.aiida`)).rejects.toEqual(
    refusal("archive/limit", { limit: "STEMMA_MAX_DOWNLOAD_BYTES", value: 100_000 }),
  );
  expect(sent).toBeLessThan(50_000_000);
  expect(left()).toEqual([]);
});

test("a body packed on the way is unpacked, and its bytes are counted unpacked", async () => {
  const origin = await serve((request, response) => {
    expect(request.headers["accept-encoding"]).toBe("identity");
    response.writeHead(200, { "content-encoding": "gzip", etag: '"1"' });
    response.end(zlib.gzipSync(BYTES));
  });
  const got = await get(`${origin}/x.aiida`);
  expect(fs.readFileSync(got.file).equals(BYTES)).toBe(true);
  vi.stubEnv("STEMMA_MAX_DOWNLOAD_BYTES", "500000");
  const bomb = await serve((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(zlib.gzipSync(Buffer.alloc(50_000_000)));
  });
  await expect(get(`${bomb}/x.aiida`)).rejects.toEqual(refusal("archive/limit"));
});

test("a page of the web is refused as soon as it begins", async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/html", etag: '"1"' });
    response.write("\n <!DOCTYPE html><html><title>Sign in</title>"); // and it never ends
  });
  await expect(get(`${origin}/x.aiida`)).rejects.toEqual(refusal("archive/not-an-archive"));
  expect(left()).toEqual([]);
});

test("redirects are followed, five of them", async () => {
  const hop: (string | undefined)[] = [];
  const origin = await serve((request, response) => {
    hop.push(request.headers.authorization);
    const left = Number(request.url?.slice(1));
    if (left === 0) return sendFile(request, response, BYTES);
    response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  const got = await get(`${origin}/5`);
  expect(got.sizeBytes).toBe(BYTES.length);
  await expect(get(`${origin}/6`)).rejects.toEqual(refusal("network/failed", { redirects: 5 }));
  expect(hop.every((credentials) => credentials === undefined)).toBe(true);
});

test("user and password go to the host they were given for, and not where it leads", async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization);
    sendFile(request, response, BYTES);
  });
  const origin = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(307, { location: `${other.replace("127.0.0.1", "localhost")}/x.aiida` }).end();
  });
  await get(`${origin.replace("//", "//me:secret@")}/x.aiida`);
  expect(seen).toEqual([`Basic ${Buffer.from("me:secret").toString("base64")}`, undefined]);
});

test.each(["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:1", "http://"])(
  "a redirect to %s is refused",
  async (location) => {
    const origin = await serve((_request, response) => void response.writeHead(301, { location }).end());
    await expect(get(`${origin}/x`)).rejects.toEqual(refusal("network/failed"));
  },
);

test("a redirect from https to http is refused", async () => {
  const plain = await serve((request, response) => sendFile(request, response, BYTES));
  const safe = await serve(
    (_request, response) => void response.writeHead(302, { location: `${plain}/x` }).end(),
    GOOD,
  );
  await expect(download(`${safe}/x`, quietJob(), options({ ca: TEST_AUTHORITY }))).rejects.toThrow(
    /unsafe one at 127\.0\.0\.1:\d+, which is not followed/,
  );
});

test("a certificate of a known authority is trusted", async () => {
  const origin = await serve((request, response) => sendFile(request, response, BYTES), GOOD);
  const got = await download(`${origin}/x`, quietJob(), options({ ca: TEST_AUTHORITY }));
  expect(got.sizeBytes).toBe(BYTES.length);
});

test.each([
  ["expired", EXPIRED, TEST_AUTHORITY, /has expired/],
  ["self-signed", SELF_SIGNED, undefined, /signed by itself/],
  ["of an unknown authority", GOOD, undefined, /authority that this computer does not know/],
  ["of another host", OF_ANOTHER_HOST, TEST_AUTHORITY, /made out to another name/],
])(
  "a certificate that is %s is explained, and nothing is asked",
  async (_title, certificate, ca, sentence) => {
    let asked = 0;
    const origin = await serve(() => void asked++, certificate);
    const failed = download(`${origin}/x`, quietJob(), options(ca === undefined ? {} : { ca }));
    await expect(failed).rejects.toEqual(refusal("network/failed"));
    await expect(failed).rejects.toThrow(sentence);
    expect(asked).toBe(0);
  },
);

test("TLS spoken to a server without it is explained", async () => {
  const origin = await serve((request, response) => sendFile(request, response, BYTES));
  await expect(get(`${origin.replace("http:", "https:")}/x`)).rejects.toThrow(/No safe connection/);
});

test.each([
  [404, /nothing at this address/, 1],
  [403, /where you are signed in/, 1],
  [500, /problem of its own/, 3],
  [503, /problem of its own/, 3],
  [429, /asked too often/, 3],
  [204, /status 204/, 1],
])("status %i is explained", async (status, sentence, requests) => {
  let asked = 0;
  const origin = await serve((_request, response) => {
    asked++;
    response.writeHead(status).end();
  });
  await expect(get(`${origin}/x`)).rejects.toThrow(sentence);
  expect(asked).toBe(requests);
  expect(left()).toEqual([]);
});

test("a server that had a problem for a moment is asked again", async () => {
  const origin = await serve((request, response, count) =>
    count === 1 ? void response.writeHead(503).end() : sendFile(request, response, BYTES),
  );
  expect((await get(`${origin}/x`)).sizeBytes).toBe(BYTES.length);
});

test("a server that falls silent is left, and one that is not there is named", async () => {
  const silent = await serve(() => undefined);
  const times = { ...TIMES, idleMs: 400 };
  await expect(download(`${silent}/x`, quietJob(), options({ times }))).rejects.toThrow(
    /sent nothing for 0.4 s/,
  );
  await expect(get("http://127.0.0.1:1/x")).rejects.toThrow(/127\.0\.0\.1:1 takes no connections/);
  await expect(get("http://nowhere.invalid/x")).rejects.toEqual(refusal("network/failed"));
});

test("an answer that is no HTTP, an empty file and what is no address are refused", async () => {
  const empty = await serve((_request, response) => void response.writeHead(200).end());
  await expect(get(`${empty}/x`)).rejects.toThrow(/sent an empty file/);
  await expect(get("ftp://127.0.0.1/x")).rejects.toEqual(refusal("usage"));
});

test("names from a server lead nowhere", async () => {
  const origin = await serve((request, response) => {
    const name = decodeURIComponent(request.url?.slice(1) ?? "");
    response.setHeader("content-disposition", name);
    sendFile(request, response, BYTES);
  });
  const nameFor = async (header: string) => (await get(`${origin}/${encodeURIComponent(header)}`)).name;
  expect(await nameFor('attachment; filename="../../etc/passwd"')).toBe("passwd");
  expect(await nameFor('attachment; filename="..\\\\..\\\\run.exe"')).toBe("run.exe");
  expect(await nameFor('attachment; filename=".."')).toBe("_");
  expect(await nameFor("attachment; filename*=UTF-8''na%2Fme%00.aiida; filename=x")).toBe("me_.aiida");
  expect(await nameFor("inline; filename=si.aiida")).toBe("si.aiida");
});

test("a finished file is known by its token until it is removed or its owner has ended", async () => {
  const origin = await serve((request, response) => sendFile(request, response, BYTES));
  const cacheDir = at("cache");
  const mine = keepReady(await get(`${origin}/notes.json`), "https://example.org/notes.json", process.pid);
  const others = keepReady(await get(`${origin}/x.aiida`), "https://example.org/x.aiida", 2 ** 30);
  expect(readyFile(mine, cacheDir)).toMatchObject({
    path: expect.stringMatching(/\/notes\.json$/),
    from: "https://example.org/notes.json",
  });
  expect(fs.readFileSync(readyFile(mine, cacheDir)!.path).equals(BYTES)).toBe(true);
  for (const token of ["", "..", "../x", mine.slice(0, 8), others.toUpperCase()])
    expect(readyFile(token, cacheDir)).toBeNull();
  (await get(`${origin}/y.aiida`)).remove(); // sweeps what nobody owns
  expect(readyFile(others, cacheDir)).toBeNull();
  removeReady(mine, cacheDir);
  expect(left()).toEqual([]);
});

test("of what broke off only the newest few are kept, and not for ever", async () => {
  const origin = await serve((request, response) => {
    if (request.headers.range) return void response.writeHead(404).end();
    sendFile(request, response, BYTES, { breaksAfter: 100_000 });
  });
  for (let i = 0; i < 7; i++) await expect(get(`${origin}/${i}`)).rejects.toThrow();
  (
    await download(
      (await serve((request, response) => sendFile(request, response, BYTES))) + "/x",
      quietJob(),
      options(),
    )
  ).remove();
  expect(left()).toEqual(["part", "part", "part", "part", "part"]);
  const week = Date.now() / 1000 - 8 * 24 * 3600;
  for (const name of fs.readdirSync(at("cache/downloads")))
    fs.utimesSync(at(`cache/downloads/${name}/.part`), week, week);
  await expect(get(`${origin}/new`)).rejects.toThrow();
  expect(left()).toEqual(["part"]);
  expect(downloadedBytes(at("cache"))).toBeGreaterThan(90_000);
  expect(clearDownloads(at("cache"))).toBeGreaterThan(90_000);
  expect(left()).toEqual([]);
});

test("a packed body that is spoilt is asked for again, and then said to be spoilt", async () => {
  let asked = 0;
  const origin = await serve((_request, response) => {
    asked++;
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(zlib.gzipSync(BYTES).fill(0, 1000, 2000));
  });
  await expect(get(`${origin}/x`)).rejects.toThrow(/spoilt on the way/);
  expect(asked).toBeGreaterThan(1);
  const unknown = await serve(
    (_request, response) => void response.writeHead(200, { "content-encoding": "zstd" }).end("x"),
  );
  await expect(get(`${unknown}/x`)).rejects.toThrow(/not known \(zstd\)/);
});
