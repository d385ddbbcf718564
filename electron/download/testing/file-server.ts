import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

/** What a test lets its server do with a request. */
export type Answering = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
  count: number,
) => void | Promise<void>;

const running: http.Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Start a server on this computer until the test ends; with a certificate it speaks TLS. Returns its origin. */
export async function serve(answer: Answering, tls?: { cert: string; key: string }): Promise<string> {
  let count = 0;
  const listener: http.RequestListener = (request, response) => void answer(request, response, ++count);
  const server = tls ? https.createServer(tls, listener) : http.createServer(listener);
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `${tls ? "https" : "http"}://127.0.0.1:${port}`;
}

/** How a server of files behaves. */
interface FileManners {
  etag?: string | undefined;
  /** It takes `Range` and `If-Range`; yes unless said otherwise. */
  ranges?: boolean;
  /** The connection breaks after so many bytes of each answer. */
  breaksAfter?: number | undefined;
}

/** Serve some bytes as a file server does. */
export function sendFile(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  bytes: Buffer,
  { etag = '"1"', ranges = true, breaksAfter }: FileManners = {},
): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? Number.NaN);
  const isPart = ranges && !Number.isNaN(from) && request.headers["if-range"] === etag;
  if (isPart && from >= bytes.length) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const body = isPart ? bytes.subarray(from) : bytes;
  response.writeHead(isPart ? 206 : 200, {
    etag,
    "content-length": body.length,
    ...(isPart ? { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  if (breaksAfter === undefined || breaksAfter >= body.length) return void response.end(body);
  response.write(body.subarray(0, breaksAfter), () => setTimeout(() => response.destroy(), 20));
}
