/** The few names under which processes hear each other; everything else is inside the two contracts. */
export const HOST_CALL = "host:call";
export const HOST_EVENT = "host:event";
export const KEEP_DROPPED = "host:keep-dropped";
export const SOURCE_PORT = "source:port";
