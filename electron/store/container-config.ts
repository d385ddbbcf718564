import { printableName } from "../archive/member-names.ts";
import type { OpenFile } from "../archive/open-file.ts";
import { storeCorrupt, storeIncompatible } from "./store-error.ts";

/** What the `config.json` of a disk-objectstore container says, checked (`docs/data-model.md`, "Profile folders"). */
export interface ContainerConfig {
  /** Leading characters of a key that name its sub-folder of `loose`; 0: there are none. */
  loosePrefixLength: number;
  /** 32 hex digits in what AiiDA makes; any text is taken. */
  id: string;
  /** Bytes at which a pack is full. */
  packBytes: number;
}

const NAME = "container/config.json";
const MAX_BYTES = 64 * 1024; // the library writes 200
const VERSION = 1;
const KEY_DIGITS = 64;
/** What `disk_objectstore` gives a container, and takes for one that does not say. */
const PACK_BYTES = 4 * 1024 ** 3;

/**
 * Read the configuration of a container.
 * @throws `store/corrupt` for what is no such file; `store/incompatible` for a version, hash or compression that is not
 *   ours to read.
 */
export function readContainerConfig(file: OpenFile): ContainerConfig {
  if (file.size > MAX_BYTES)
    throw storeCorrupt(NAME, "size", `${NAME} is far too long`, { bytes: file.size });
  let config: unknown;
  try {
    config = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(file.readAt(0, file.size, NAME)));
  } catch (error) {
    throw storeCorrupt(NAME, "json", `${NAME} is not valid JSON`, {}, error);
  }
  const member = (name: string): unknown =>
    typeof config === "object" && config !== null && Object.hasOwn(config, name)
      ? Reflect.get(config, name)
      : undefined;
  requireKnown("container_version", member("container_version"), (value) => value === VERSION);
  requireKnown("hash_type", member("hash_type"), (value) => value === "sha256");
  requireKnown("compression_algorithm", member("compression_algorithm"), isZlib);
  const loosePrefixLength = member("loose_prefix_len");
  if (!isPrefixLength(loosePrefixLength)) {
    throw storeCorrupt(NAME, "loose_prefix_len", `${NAME} names no usable loose_prefix_len`);
  }
  const id = member("container_id");
  if (typeof id !== "string" || id === "") {
    throw storeCorrupt(NAME, "container_id", `${NAME} names no container_id`);
  }
  const target = member("pack_size_target");
  const packBytes =
    typeof target === "number" && Number.isSafeInteger(target) && target > 0 ? target : PACK_BYTES;
  return { loosePrefixLength, id, packBytes };
}

function requireKnown(name: string, value: unknown, isKnown: (value: unknown) => boolean): void {
  if (value === undefined) throw storeCorrupt(NAME, name, `${NAME} names no ${name}`);
  if (isKnown(value)) return;
  // What is no plain value may be nested too deep to be written out.
  const shown = typeof value === "object" ? "an object or a list" : printableName(String(value));
  throw storeIncompatible(
    `The profile's container has the ${name} "${shown}", which Stemma does not read. Export an archive with \`verdi archive create\` instead.`,
    { member: NAME, check: name, value: shown },
  );
}

function isZlib(value: unknown): boolean {
  return typeof value === "string" && /^zlib\+[1-9]$/.test(value);
}

function isPrefixLength(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < KEY_DIGITS;
}
