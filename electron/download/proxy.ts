import http from "node:http";
import type net from "node:net";
import { credentialsOf } from "./credentials.ts";
import { networkFailed } from "./network-failure.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for an address, by the variables that curl and Python follow: `https_proxy`,
 * `http_proxy`, `all_proxy`, `no_proxy`, in small letters or capitals. Null: straight to the host, as always to this computer
 * itself. Only proxies that speak HTTP.
 */
export function proxyFor({ protocol, hostname, port }: URL, env: Environment = process.env): URL | null {
  const named = (name: string) => env[name] ?? env[name.toUpperCase()] ?? "";
  const given = named(protocol === "https:" ? "https_proxy" : "http_proxy") || named("all_proxy");
  if (given === "" || /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname)) return null;
  if (isExcepted(hostname, port, named("no_proxy"))) return null;
  const whole = given.includes("://") ? given : `http://${given}`;
  const proxy = URL.canParse(whole) ? new URL(whole) : null;
  return proxy?.protocol === "http:" ? proxy : null;
}

function isExcepted(hostname: string, port: string, list: string): boolean {
  return list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      const [, host = "", onPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const bare = host.replace(/^\*?\./, "");
      return (
        (onPort === undefined || onPort === port) && (hostname === bare || hostname.endsWith(`.${bare}`))
      );
    });
}

/** What a proxy is told about who asks; only when its address holds that. */
export function proxyHeaders(proxy: URL): Record<string, string> {
  const pair = credentialsOf(proxy);
  return pair === null ? {} : { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** A connection through a proxy to the host of an https address; TLS is spoken over it. Rejects when the proxy refuses or is cancelled. */
export function tunnel(
  proxy: URL,
  address: URL,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<net.Socket> {
  const target = `${address.hostname}:${address.port || 443}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.port || 80,
      method: "CONNECT",
      path: target,
      headers: { host: target, ...proxyHeaders(proxy) },
      agent: false,
      timeout: timeoutMs,
      signal,
    });
    request.once("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      const sentence = `The proxy ${proxy.host} does not let anybody through to ${address.host} (${statusCode}). Ask whoever runs it.`;
      reject(networkFailed(sentence, address, { status: statusCode }));
    });
    request.once("timeout", () =>
      request.destroy(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })),
    );
    request.on("error", reject);
    request.end();
  });
}
