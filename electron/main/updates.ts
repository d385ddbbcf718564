import { net, shell } from "electron";
import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import { AppError } from "../../shared/ipc/errors.ts";
import type { HostEvent, HostOutput } from "../../shared/ipc/host-contract.ts";
import { appVersion } from "./runtime-info.ts";
import { isNewer, readFeed } from "./update-feed.ts";

const ANSWER_MS = 10_000;
const START_DELAY_MS = 3_000; // opening comes first
const ANSWER_BYTES = 64 * 1024; // a version and a link

/** `stemma.updates` in package.json; a build without releases has no feed. */
const Address = z.object({
  /** Where the newest version is named. */
  feed: z.url({ protocol: /^https$/ }).nullable(),
  /** Hosts whose pages may be opened in the browser. */
  hosts: z.array(z.string()),
});

let offered: string | null = null; // the page of the newer version that was found last

/**
 * Ask the project's page whether there is a newer version. Nothing is sent but the request, nothing is downloaded or
 * run. `network/failed` when it cannot be reached or answers something else.
 */
export async function checkForUpdates(): Promise<HostOutput<"updates.check">> {
  const { feed, hosts } = address();
  const current = appVersion();
  if (feed === null) return { state: "no-address", current, newest: null, canOpen: false };
  const { version, url } = readFeed(await fetchText(feed));
  offered = url !== null && isAllowed(url, hosts) ? url : null;
  const state = isNewer(version, current) ? "newer" : "current";
  return { state, current, newest: version, canOpen: offered !== null };
}

/** Ask soon after the start, for people who switched that on. Only a newer version is told, to the window in front. */
export function checkAtStart(isWanted: () => boolean, tell: (event: HostEvent) => void): void {
  const timer = setTimeout(() => {
    if (!isWanted()) return;
    checkForUpdates().then(
      ({ state, newest, canOpen }) => {
        if (state === "newer" && newest) tell({ type: "update-found", version: newest, canOpen });
      },
      () => undefined, // nobody asked just now: without a network there is nothing to say
    );
  }, START_DELAY_MS);
  timer.unref();
}

/** Open the page of the version that was found, in the browser. */
export async function openUpdatePage(): Promise<void> {
  if (offered !== null) await shell.openExternal(offered);
}

/** Tests name a server of their own, on this machine; an installed app does not listen to that. */
function address(): { feed: string | null; hosts: readonly string[] } {
  const test = process.defaultApp ? process.env.STEMMA_TEST_UPDATE_FEED : undefined;
  if (test && /^http:\/\/127\.0\.0\.1:\d+\//.test(test))
    return { feed: test, hosts: ["releases.example.org"] };
  const read = Address.safeParse(manifest.stemma.updates);
  return read.success ? read.data : { feed: null, hosts: [] };
}

function isAllowed(url: string, hosts: readonly string[]): boolean {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return (
    parsed?.protocol === "https:" &&
    hosts.includes(parsed.hostname) &&
    parsed.port === "" &&
    parsed.username === "" &&
    parsed.password === ""
  );
}

async function fetchText(feed: string): Promise<string> {
  try {
    const response = await net.fetch(feed, {
      redirect: "error",
      credentials: "omit",
      signal: AbortSignal.timeout(ANSWER_MS),
      headers: { accept: "application/json", "cache-control": "no-cache" },
    });
    if (!response.ok || !response.body) throw new Error(`It answered ${response.status}.`);
    return await readAtMost(response.body, ANSWER_BYTES);
  } catch (error) {
    const details = { feed, reason: error instanceof Error ? error.message : String(error) };
    throw new AppError(
      "network/failed",
      "The page with the newest version could not be read. Check the connection, or try again later.",
      details,
      { cause: error },
    );
  }
}

async function readAtMost(body: ReadableStream<Uint8Array>, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new Error("Its answer is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
