import fs from "node:fs";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { quietJob, temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { NETWORK_TIMES } from "./ask-server.ts";
import { credentialsOf } from "./credentials.ts";
import { download } from "./download.ts";
import { isLocalNetwork } from "./local-network.ts";
import { proxyFor } from "./proxy.ts";
import { GOOD, TEST_AUTHORITY } from "./testing/certificates.ts";
import { sendFile, serve } from "./testing/file-server.ts";

const at = temporaryFolder();
const BYTES = Buffer.from("PK\u0003\u0004 and what follows");
const proxies: http.Server[] = [];
const NAMES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

beforeEach(() => {
  for (const name of NAMES.flatMap((name) => [name, name.toUpperCase()])) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const proxy of proxies.splice(0)) proxy.close().closeAllConnections();
});

test("the environment names the proxy, with exceptions", () => {
  const env = {
    HTTPS_PROXY: "proxy.example:3128",
    http_proxy: "http://me:secret@proxy.example",
    no_proxy: ".in.example, at.example:99",
  };
  const proxy = (address: string) => proxyFor(new URL(address), env)?.host ?? null;
  expect(proxy("https://files.example/x")).toBe("proxy.example:3128");
  expect(proxy("http://files.example/x")).toBe("proxy.example");
  expect(proxy("https://a.in.example/x")).toBeNull();
  expect(proxy("https://in.example/x")).toBeNull();
  expect(proxy("https://notin.example/x")).toBe("proxy.example:3128");
  expect(proxy("https://at.example/x")).toBe("proxy.example:3128");
  expect(proxy("https://at.example:99/x")).toBeNull();
  expect(proxy("https://localhost/x")).toBeNull();
  expect(proxy("http://[::1]:8000/x")).toBeNull();
  expect(proxyFor(new URL("https://files.example/"), { https_proxy: "https://proxy.example" })).toBeNull();
  expect(proxyFor(new URL("https://files.example/"), { ALL_PROXY: "http://p", no_proxy: "*" })).toBeNull();
});

/** A proxy that leads every host to this computer. Returns what it was asked. */
async function startProxy(): Promise<string[]> {
  const asked: string[] = [];
  const proxy = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
    const { port, pathname } = new URL(request.url ?? "");
    http.get({ host: "127.0.0.1", port, path: pathname, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
  });
  proxy.on("connect", ({ url = "" }: http.IncomingMessage, socket: net.Socket) => {
    asked.push(`CONNECT ${url}`);
    if (url.startsWith("forbidden")) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const through = net.connect(Number(url.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      through.pipe(socket).pipe(through);
    });
    socket.on("error", () => through.destroy());
    through.on("error", () => socket.destroy());
  });
  proxies.push(proxy);
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const place = `me:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  vi.stubEnv("http_proxy", `http://${place}`);
  vi.stubEnv("https_proxy", `http://${place}`);
  return asked;
}

test("downloads go through the proxy, https in a tunnel in which the certificate counts", async () => {
  const asked = await startProxy();
  const options = { cacheDir: at("cache"), times: NETWORK_TIMES, ca: TEST_AUTHORITY };
  const plain = new URL(await serve((request, response) => sendFile(request, response, BYTES)));
  const got = await download(`http://files.example:${plain.port}/x`, quietJob(), options);
  expect(fs.readFileSync(got.file).equals(BYTES)).toBe(true);
  expect(asked).toEqual([
    `GET http://files.example:${plain.port}/x Basic ${Buffer.from("me:secret").toString("base64")}`,
  ]);

  const safe = new URL(await serve((request, response) => sendFile(request, response, BYTES), GOOD));
  const wrong = download(`https://files.example:${safe.port}/x`, quietJob(), options);
  await expect(wrong).rejects.toThrow(/made out to another name/);
  expect(asked.at(-1)).toBe(`CONNECT files.example:${safe.port}`);
  await expect(download("https://forbidden.example/x", quietJob(), options)).rejects.toThrow(
    /does not let anybody through to forbidden\.example \(403\)/,
  );
});

test("cancelled, nobody waits for a proxy that says nothing", async () => {
  const proxy = http.createServer();
  proxies.push(proxy);
  const asked = new Promise<void>((resolve) => void proxy.once("connect", () => resolve()));
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("https_proxy", `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const job = { ...quietJob(), signal: { aborted: false } };
  const times = { ...NETWORK_TIMES, connectMs: 600_000 }; // longer than the test may take
  const cancelled = download("https://files.example/x", job, { cacheDir: at("cache"), times });
  await asked;
  job.signal.aborted = true;
  await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
});

test("user and password are taken as they are meant", () => {
  const of = (userinfo: string) => credentialsOf(new URL(`http://${userinfo}h.example/`));
  expect(of("")).toBeNull();
  expect(of("us%C3%A9r:p%40w@")).toBe("usér:p@w");
  expect(of("100%:50%zz@")).toBe("100%:50%zz");
  expect(of(":token@")).toBe(":token");
});

test.each([
  "127.0.0.1",
  "10.1.2.3",
  "169.254.169.254",
  "192.168.0.1",
  "::1",
  "fe80::1",
  "fd00::1",
  "::ffff:127.0.0.1",
])("%s is of the local network", (ip) => expect(isLocalNetwork(ip)).toBe(true));
test.each(["8.8.8.8", "172.32.0.1", "2001:db8::1", "::ffff:8.8.8.8", "no address"])(
  "%s is not of the local network",
  (ip) => expect(isLocalNetwork(ip)).toBe(false),
);
