/** Of a database on a slow disk and a busy machine; an index of two gigabytes takes one to two seconds on an idle one. */
const BYTES_A_SECOND = 32 * 1024 ** 2;

let announce: (seconds: number) => void = () => undefined;

/**
 * Whom this thread tells of a call that is known to be long before it makes it: the watch over its process (`process-watch.ts`). The
 * listener has to be heard at once, as this thread says nothing more until the call is over. It gets the seconds that the call may
 * take beyond what any call may, and 0 when it is over.
 */
export function announceLongCallsTo(listener: (seconds: number) => void): void {
  announce = listener;
}

/**
 * Make a call in one piece whose time grows with a database, and which is as long for sound rows as for hostile ones: only for work on
 * databases that this program has written itself, or has been allowed to change, and with statements of its own. What
 * reads the database of a stranger has no more time than any other call. In a thread that is not watched it is simply made.
 * @param bytes Of what the call reads and writes: the time that is granted grows with them, and ends with the call.
 */
export function duringLongCall<T>(bytes: number, call: () => T): T {
  announce(Math.ceil(bytes / BYTES_A_SECOND));
  try {
    return call();
  } finally {
    announce(0);
  }
}
