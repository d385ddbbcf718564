import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext } from "../archive/source.ts";
import { askServer, NETWORK_TIMES } from "./ask-server.ts";
import { type DownloadOptions, requireAddress } from "./download.ts";
import { connectionFailed, networkFailed, refusedByServer } from "./network-failure.ts";

/** Pages of repositories have some ten thousand bytes; a listing of a thousand files some hundred thousand. */
const PAGE_BYTES = 8 * 1024 * 1024;
const MOST_LINKS = 1000;

/** The archives that a page leads to. */
export interface PageLinks {
  /** Each once, in the order of the page. */
  addresses: string[];
  /** The page is out in the world: none of them may lead to the local network (`DownloadOptions.isOutside`). */
  isOutside: boolean;
}

/**
 * The addresses of a page that end in `.aiida`, as `verdi archive import --webpages` finds them: of `<a href>` alone, relative to
 * where the page came from. Those of an unsafe connection on a safe page are left out.
 * @throws AppError `usage` for what is no address; `network/failed`; `cancelled`.
 */
export async function archiveLinks(
  text: string,
  context: JobContext,
  { times = NETWORK_TIMES, ca }: Pick<DownloadOptions, "times" | "ca"> = {},
): Promise<PageLinks> {
  const page = requireAddress(text);
  throwIfCancelled(context.signal);
  const abort = new AbortController();
  const listen = setInterval(() => context.signal.aborted && abort.abort(), 50);
  const timer = setTimeout(() => abort.abort(), 4 * times.idleMs); // a page comes at once or never
  try {
    context.progress({ phase: `reading ${page.host}`, done: 0, total: null, unit: "bytes" });
    const { response, status, address, isOutside } = await askServer(
      page,
      { accept: "text/html", "accept-encoding": "identity" },
      { times, signal: abort.signal, ca },
    );
    if (status !== 200) {
      response.destroy();
      throw refusedByServer(status, address, 0);
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > PAGE_BYTES)
        throw networkFailed(
          `The page at ${address.host} is longer than 8 MiB. Name the archives themselves.`,
          address,
        );
      chunks.push(chunk);
    }
    return { addresses: linksOf(Buffer.concat(chunks).toString("utf8"), address), isOutside };
  } catch (error) {
    throwIfCancelled(context.signal);
    throw connectionFailed(error, page).error;
  } finally {
    clearInterval(listen);
    clearTimeout(timer);
  }
}

/** Links of a page to archives. One pass over the text, whatever it holds; what is in comments and scripts is no link. */
export function linksOf(html: string, page: URL): string[] {
  const found = new Set<string>();
  for (let at = html.indexOf("<"); at >= 0 && found.size < MOST_LINKS; at = html.indexOf("<", at)) {
    const hidden = HIDDEN.find(([begin]) => html.slice(at, at + begin.length).toLowerCase() === begin);
    if (hidden) {
      at = endOf(html, hidden[1], at + hidden[0].length);
      continue;
    }
    const isLink = /^<a[\s/]$/i.test(html.slice(at, at + 3));
    at++;
    if (!isLink) continue;
    const { href, end } = readTag(html, at + 1);
    at = end;
    if (href?.endsWith(".aiida") !== true || !URL.canParse(href, page.href)) continue;
    const link = new URL(href, page.href);
    const isKept = link.protocol === "https:" || (link.protocol === "http:" && page.protocol === "http:");
    if (isKept) found.add(link.href);
  }
  return [...found];
}

const HIDDEN = [
  ["<!--", "-->"],
  ["<script", "</script"],
  ["<style", "</style"],
] as const;

function endOf(html: string, end: string, from: number): number {
  const at = html.slice(from).search(new RegExp(end, "i"));
  return at < 0 ? html.length : from + at + end.length;
}

/** The first `href` of a tag, and where the tag ends. */
function readTag(html: string, from: number): { href: string | null; end: number } {
  let href: string | null = null;
  const attribute = /[\s/]*(?:(>)|([^\s=>/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']*)))?)/y;
  attribute.lastIndex = from;
  for (let end = from; ; end = attribute.lastIndex) {
    const match = attribute.exec(html);
    if (!match || match[1] !== undefined || match[0] === "") return { href, end: Math.max(end, from) };
    if (match[2]?.toLowerCase() === "href") href ??= unescaped(match[3] ?? match[4] ?? match[5] ?? "");
  }
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(value: string): string {
  return value.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi,
    (whole, decimal, hex, name) => {
      if (typeof name === "string") return NAMED[name.toLowerCase()] ?? whole;
      const code = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
