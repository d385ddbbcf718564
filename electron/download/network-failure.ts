import { AppError } from "../../shared/ipc/errors.ts";
import { shownAddress } from "../../shared/text/web-address.ts";

/** A failure of one attempt; `mayPass`: the same again may go well in a moment. */
export class AttemptFailed extends Error {
  readonly error: AppError;
  readonly mayPass: boolean;
  /** How long the server asks to wait before the next attempt. */
  readonly waitMs: number;

  constructor(error: AppError, mayPass: boolean, waitMs = 0) {
    super(error.message, { cause: error });
    this.error = error;
    this.mayPass = mayPass;
    this.waitMs = waitMs;
  }
}

/** What went wrong on the way to a host, by the code of Node's error; `$` is the host. */
const ON_THE_WAY: Record<string, { sentence: string; mayPass: boolean }> = {
  ENOTFOUND: {
    sentence: "There is no computer named $. Check the address and your connection.",
    mayPass: true,
  },
  EAI_AGAIN: {
    sentence: "The name $ could not be looked up. Check your connection, then try again.",
    mayPass: true,
  },
  ECONNREFUSED: {
    sentence: "$ takes no connections. Check the address, or try again later.",
    mayPass: true,
  },
  EHOSTUNREACH: {
    sentence: "There is no way to $ from here. Check your connection, then try again.",
    mayPass: true,
  },
  ENETUNREACH: {
    sentence: "There is no way to $ from here. Check your connection, then try again.",
    mayPass: true,
  },
  ETIMEDOUT: {
    sentence: "$ did not answer in time. Check your connection, or try again later.",
    mayPass: true,
  },
  ECONNRESET: {
    sentence:
      "The connection to $ broke off. Try again: it goes on where it stopped if the server allows that.",
    mayPass: true,
  },
};

/** Why a certificate is not trusted, by the code of OpenSSL and BoringSSL; `$` is the host. */
const CERTIFICATES: Record<string, string> = {
  CERT_HAS_EXPIRED: "has expired",
  CERT_NOT_YET_VALID: "is not valid yet; this computer's clock may be wrong",
  CERT_REVOKED: "was revoked",
  DEPTH_ZERO_SELF_SIGNED_CERT: "is signed by itself and by nobody who is known",
  SELF_SIGNED_CERT_IN_CHAIN: "comes from an authority that this computer does not know",
  UNABLE_TO_GET_ISSUER_CERT: "comes from an authority that this computer does not know",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "comes from an authority that this computer does not know",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "comes from an authority that this computer does not know",
  ERR_TLS_CERT_ALTNAME_INVALID: "is made out to another name",
  HOSTNAME_MISMATCH: "is made out to another name",
};

/** An error of Node's sockets, TLS or HTTP as a failed attempt, in a sentence. An `AppError` stays what it is. */
export function connectionFailed(error: unknown, address: URL): AttemptFailed {
  if (error instanceof AttemptFailed) return error;
  if (error instanceof AppError) return new AttemptFailed(error, false);
  const code = codeOf(error);
  const why = CERTIFICATES[code];
  if (why !== undefined) {
    const sentence = `The certificate of ${address.host} ${why}, so it is not safe to fetch anything from there. Ask whoever runs it, or download the file in a browser and import it.`;
    return failed(sentence, address, { reason: code }, false, error);
  }
  if (/^(?:EPROTO|ERR_SSL_|ERR_TLS_)/.test(code)) {
    const sentence = `No safe connection to ${address.host} could be made. Check the address: it may have to begin with http:// or have another port.`;
    return failed(sentence, address, { reason: code }, false, error);
  }
  const known = ON_THE_WAY[code === "EPIPE" ? "ECONNRESET" : code];
  if (known)
    return failed(known.sentence.replace("$", address.host), address, { reason: code }, known.mayPass, error);
  if (/^(?:Z_|ERR_?_?BROTLI|ERR__)/.test(code)) {
    const sentence = `What ${address.host} sent was spoilt on the way. Try again.`;
    return failed(sentence, address, { reason: code }, true, error);
  }
  const isHttp = code.startsWith("HPE_");
  const sentence = isHttp
    ? `What ${address.host} answers is not HTTP. Check the address and its port.`
    : `${address.host} could not be reached. Check the address and your connection.`;
  return failed(sentence, address, { reason: code || String(error) }, false, error);
}

/** No sign of life for so long. */
export function silent(address: URL, seconds: number): AttemptFailed {
  const sentence = `${address.host} sent nothing for ${seconds} s. Check your connection, or try again later.`;
  return failed(sentence, address, { reason: "silence" }, true);
}

/** An answer that is no file. */
export function refusedByServer(status: number, address: URL, waitMs: number): AttemptFailed {
  const mayPass = status === 408 || status === 429 || status >= 500;
  return failed(statusSentence(status, address.host), address, { status }, mayPass, undefined, waitMs);
}

/** `network/failed` that trying again does not change. */
export function networkFailed(
  sentence: string,
  address: URL,
  details: Record<string, unknown> = {},
): AttemptFailed {
  return failed(sentence, address, details, false);
}

function statusSentence(status: number, host: string): string {
  if (status === 404 || status === 410)
    return `There is nothing at this address of ${host} (${status}). Check it.`;
  if (status === 401 || status === 403 || status === 407)
    return `${host} does not give this file to everybody (${status}). Download it in a browser where you are signed in, and import the file.`;
  if (status === 429) return `${host} is asked too often (429). Try again later.`;
  if (status >= 500) return `${host} has a problem of its own (${status}). Try again later.`;
  return `${host} answers with status ${status} instead of a file. Check the address.`;
}

function failed(
  sentence: string,
  address: URL,
  details: Record<string, unknown>,
  mayPass: boolean,
  cause?: unknown,
  waitMs?: number,
): AttemptFailed {
  const all = { address: shownAddress(address.href), ...details };
  return new AttemptFailed(
    new AppError("network/failed", sentence, all, cause === undefined ? undefined : { cause }),
    mayPass,
    waitMs,
  );
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]); // all addresses of a host were tried
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  return error.message === "aborted" ? "ECONNRESET" : "";
}
