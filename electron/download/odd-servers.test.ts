import fs from "node:fs";
import net, { type AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { download } from "./download.ts";

const at = temporaryFolder();
const servers: net.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const get = (address: string, idleMs = 20_000) =>
  download(address, quietJob(), {
    cacheDir: at("cache"),
    times: { connectMs: 20_000, idleMs, backoffMs: 1 },
  });

/** A server that answers every request with these bytes, and then ends the connection or not. */
async function answering(bytes: string, ends = true): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => (ends ? socket.end(bytes, "latin1") : socket.write(bytes, "latin1")));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.aiida`;
}

const OK = "HTTP/1.1 200 OK\r\n";

test("of a body that is longer than promised only what was promised counts", async () => {
  const got = await get(await answering(`${OK}content-length: 4\r\n\r\nPK34${"more".repeat(10_000)}`));
  expect(fs.readFileSync(got.file, "latin1")).toBe("PK34");
});

test("an empty word for how the body is packed says that it is not", async () => {
  const got = await get(await answering(`${OK}content-length: 4\r\ncontent-encoding:\r\n\r\nPK34`));
  expect(fs.readFileSync(got.file, "latin1")).toBe("PK34");
});

test("a body without a length ends with its connection", async () => {
  const got = await get(await answering(`${OK}\r\nPK34 and more`));
  expect(got.sizeBytes).toBe(13);
});

test.each([
  ["a body that is shorter than promised", `${OK}content-length: 4000\r\n\r\nPK34`, /broke off/],
  ["pieces that break off", `${OK}transfer-encoding: chunked\r\n\r\n10\r\nPK34`, /broke off/],
  ["pieces that are none", `${OK}transfer-encoding: chunked\r\n\r\nzz\r\nPK34`, /not HTTP|broke off/],
  ["no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", /is not HTTP/],
  ["nothing", "", /broke off/],
  ["half a head", "HTTP/1.1 200 O", /broke off/],
  ["a head without end", `${OK}${"x: y\r\n".repeat(100_000)}`, /not HTTP|broke off/],
  ["two lengths", `${OK}content-length: 4\r\ncontent-length: 5\r\n\r\nPK34`, /is not HTTP/],
  ["a length that is none", `${OK}content-length: -4\r\n\r\nPK34`, /is not HTTP/],
  ["a redirect to nowhere", "HTTP/1.1 302 Found\r\nlocation: http://\r\n\r\n", /no address of the web/],
  [
    "another protocol than HTTP",
    "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    /status 101/,
  ],
  ["a redirect without a place", "HTTP/1.1 302 Found\r\n\r\n", /status 302/],
  [
    "a part that nobody asked for",
    "HTTP/1.1 206 Partial\r\ncontent-range: bytes 5-8/9\r\n\r\nPK34",
    /nobody asked for/,
  ],
])("%s is explained", async (_title, bytes, sentence) => {
  const failed = get(await answering(bytes));
  await expect(failed).rejects.toMatchObject({ code: "network/failed" });
  await expect(failed).rejects.toThrow(sentence);
});

test.each([
  ["in its head", "HTTP/1.1 200 OK\r\ncontent-le"],
  ["in its body", `${OK}content-length: 4000\r\n\r\nPK34`],
])("a server that falls silent %s is left", async (_title, bytes) => {
  await expect(get(await answering(bytes, false), 300)).rejects.toThrow(/sent nothing for 0.3 s/);
});

test("a name that the server gives is safe, whatever it is", async () => {
  const name = "\"; filename*=UTF-8''%2e%2e%2f%E2%80%AEaiida.exe";
  const head = `${OK}content-length: 4\r\ncontent-disposition: attachment; filename="a${name}\r\n\r\nPK34`;
  const got = await get(await answering(head));
  expect(got.name).not.toMatch(/[/\\\u202e]/);
  expect(fs.existsSync(got.file)).toBe(true);
});
