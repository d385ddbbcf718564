import http from "node:http";
import https from "node:https";
import net from "node:net";
import tls from "node:tls";
import { programVersion } from "../ipc/program-version.ts";
import { credentialsOf } from "./credentials.ts";
import { isLocalNetwork, LOCAL_TARGET, lookupOutside } from "./local-network.ts";
import { connectionFailed, networkFailed, silent } from "./network-failure.ts";
import { proxyFor, proxyHeaders, tunnel } from "./proxy.ts";

/** How long servers are waited for, in milliseconds; tests wait less. */
export interface NetworkTimes {
  /** Until there is a connection, with TLS. */
  connectMs: number;
  /** Until an answer begins, and from one piece of it to the next. */
  idleMs: number;
  /** Between attempts: twice as long after each that failed. */
  backoffMs: number;
}

export const NETWORK_TIMES: NetworkTimes = { connectMs: 20_000, idleMs: 30_000, backoffMs: 500 };

/** What an attempt may be given. */
export interface AskOptions {
  times: NetworkTimes;
  /** Aborted, it ends the attempt, also in the middle of the body. */
  signal: AbortSignal;
  /** Certificates of authorities to trust beside the known ones. */
  ca?: string | undefined;
  /** Somebody out in the world named the address: it must not lead to this computer or its local network. */
  isOutside?: boolean | undefined;
}

/** The beginning of an answer, after all redirects. */
export interface Answer {
  response: http.IncomingMessage;
  status: number;
  /** Where it came from in the end. */
  address: URL;
  /** It came from out in the world, not from this computer or its local network. */
  isOutside: boolean;
}

/** As browsers stop somewhere between 5 and 50; archives lie one or two redirects away (a DOI, then a file server). */
const MOST_REDIRECTS = 5;

/**
 * Ask for an address, following redirects: at most five, never from https to http, never to another scheme, and from a host
 * out in the world never to this computer or its local network. User and password of the address go to that host only.
 * @throws AttemptFailed
 */
export async function askServer(
  address: URL,
  headers: Readonly<Record<string, string>>,
  options: AskOptions,
): Promise<Answer> {
  let current = address;
  let isOutside = options.isOutside ?? false;
  for (let redirects = 0; ; redirects++) {
    const response: http.IncomingMessage = await ask(current, headers, options, isOutside).catch(
      (error: unknown) => {
        throw isCode(error, LOCAL_TARGET) ? leadsInside(address, current) : connectionFailed(error, current);
      },
    );
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    const remote: string | undefined = response.socket.remoteAddress;
    if (remote !== undefined && proxyFor(current) === null) isOutside ||= !isLocalNetwork(remote);
    if (![301, 302, 303, 307, 308].includes(status) || location === undefined)
      return { response, status, address: current, isOutside };
    response.destroy();
    if (redirects === MOST_REDIRECTS) {
      throw networkFailed(
        `${address.host} leads from one address to the next without end. Check the address.`,
        address,
        { redirects },
      );
    }
    current = next(current, location);
  }
}

function next(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (to === null || (to.protocol !== "https:" && to.protocol !== "http:")) {
    throw networkFailed(
      `${from.host} leads to something that is no address of the web. Check the address.`,
      from,
    );
  }
  if (from.protocol === "https:" && to.protocol === "http:") {
    throw networkFailed(
      `${from.host} leads from a safe connection to an unsafe one at ${to.host}, which is not followed. Look for an address that begins with https://.`,
      from,
    );
  }
  to.username = ""; // of another address than the person gave
  to.password = "";
  if (to.origin === from.origin) {
    to.username = from.username;
    to.password = from.password;
  }
  return to;
}

function leadsInside(from: URL, to: URL) {
  return networkFailed(
    `${from.host} leads to ${to.host}, a computer of your own network, which is not followed.`,
    from,
  );
}

async function ask(
  address: URL,
  headers: Readonly<Record<string, string>>,
  { times, signal, ca }: AskOptions,
  isOutside: boolean,
): Promise<http.IncomingMessage> {
  const host = address.hostname.replace(/^\[|\]$/g, "");
  if (isOutside && net.isIP(host) !== 0 && isLocalNetwork(host))
    throw Object.assign(new Error("local"), { code: LOCAL_TARGET });
  const proxy = proxyFor(address);
  const isSafe = address.protocol === "https:";
  const through = proxy !== null && isSafe ? await tunnel(proxy, address, times.connectMs, signal) : null;
  const plainProxy = isSafe ? null : proxy;
  const auth = credentialsOf(address);
  const common: https.RequestOptions = {
    host: plainProxy ? plainProxy.hostname.replace(/^\[|\]$/g, "") : host,
    port: plainProxy ? plainProxy.port || 80 : address.port || (isSafe ? 443 : 80),
    path: plainProxy
      ? `${address.origin}${address.pathname}${address.search}`
      : `${address.pathname}${address.search}`,
    headers: {
      host: address.host,
      "user-agent": `Stemma/${programVersion()}`,
      accept: "*/*",
      ...(plainProxy ? proxyHeaders(plainProxy) : {}),
      ...headers,
    },
    ...(auth === null ? {} : { auth }),
    signal,
    ...(isOutside && proxy === null ? { lookup: lookupOutside } : {}),
    ...(isSafe ? { servername: net.isIP(host) === 0 ? host : "", ca: authorities(ca) } : {}),
    // A connection of its own, which ends with the answer; an agent would not take the one that is there.
    ...(through
      ? { createConnection: () => tls.connect({ socket: through, servername: host, ca: authorities(ca) }) }
      : { agent: false }),
  };
  return new Promise((resolve, reject) => {
    const request = (isSafe ? https : http).request(common);
    let timer = setTimeout(() => request.destroy(timedOut()), times.connectMs);
    request.once("socket", (socket) => {
      socket.once(isSafe ? "secureConnect" : "connect", () => {
        clearTimeout(timer);
        timer = setTimeout(() => request.destroy(silent(address, times.idleMs / 1000)), times.idleMs);
      });
    });
    request.once("response", (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    request.once("upgrade", (response, socket) => {
      clearTimeout(timer);
      socket.destroy(); // nobody asked for another protocol: 101 is an answer without a file
      resolve(response);
    });
    request.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
}

function timedOut(): Error {
  return Object.assign(new Error("timeout"), { code: "ETIMEDOUT" });
}

/** The authorities that Node knows, those of the system where Node can tell them, and those of the caller. */
function authorities(own: string | undefined): string[] | undefined {
  const system = (fromSystem ??= systemAuthorities());
  if (own === undefined && system.length === 0) return undefined;
  return [...tls.rootCertificates, ...system, ...(own === undefined ? [] : [own])];
}

let fromSystem: string[] | null = null;

/** Since Node 22.15; types of the oldest supported Node do not have it. */
function systemAuthorities(): string[] {
  const { getCACertificates } = tls as typeof tls & {
    getCACertificates?: (of: "system" | "extra") => string[];
  };
  return getCACertificates ? [...getCACertificates("system"), ...getCACertificates("extra")] : [];
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
