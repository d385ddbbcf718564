/**
 * Numbers of the ZIP format that reader and writer share, from PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.4.
 * All integers are little-endian.
 */
export const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30 } as const;
export const CENTRAL_RECORD = { signature: 0x02014b50, bytes: 46 } as const;
export const END_RECORD = { signature: 0x06054b50, bytes: 22, maxCommentBytes: 0xffff } as const;
export const ZIP64_END_RECORD = { signature: 0x06064b50, bytes: 56 } as const;
export const ZIP64_LOCATOR = { signature: 0x07064b50, bytes: 20 } as const;

/** Tag of the extra field that carries sizes and offsets past 32 bits. */
export const ZIP64_EXTRA_TAG = 0x0001;

/** In a 32-bit or 16-bit field: "the value is in the ZIP64 part". */
export const SEE_ZIP64 = 0xffffffff;
export const SEE_ZIP64_COUNT = 0xffff;

export const METHOD_STORED = 0;
export const METHOD_DEFLATED = 8;

export const FLAG_ENCRYPTED = 0x0001;
export const FLAG_DATA_DESCRIPTOR = 0x0008;
export const FLAG_STRONG_ENCRYPTION = 0x0040;
export const FLAG_UTF8_NAME = 0x0800;

/** Specification version (times ten) a reader needs: plain deflate, and ZIP64. */
export const VERSION_DEFLATE = 20;
export const VERSION_ZIP64 = 45;
