import { holds } from "./file-kind.ts";

export interface ImageSize {
  width: number;
  height: number;
}

/** Larger images are not decoded: 64 megapixels take 256 MB. */
export const MAX_PIXELS = 64_000_000;

/** Width and height from the header of a PNG, JPEG, GIF or WebP; null when the header does not say. */
export function imageSize(bytes: Uint8Array): ImageSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (holds(bytes, 0, "\x89PNG")) return { width: view.getUint32(16), height: view.getUint32(20) };
    if (holds(bytes, 0, "GIF8")) return gifSize(view);
    if (holds(bytes, 8, "WEBP")) return webpSize(bytes, view);
    if (holds(bytes, 0, "\xff\xd8")) return jpegSize(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // the header ends too early
  }
  return null;
}

/**
 * GIF89a, sections 18 to 24: the screen, or the first picture on it where that is larger (a decoder grows the screen to
 * hold it, so the screen alone could hide a picture too large to decode).
 */
function gifSize(view: DataView): ImageSize {
  const width = view.getUint16(6, true);
  const height = view.getUint16(8, true);
  const first = firstGifPicture(view);
  return { width: Math.max(width, first?.width ?? 0), height: Math.max(height, first?.height ?? 0) };
}

/** How far the first picture reaches from the corner of the screen; null when the file ends before one. */
function firstGifPicture(view: DataView): ImageSize | null {
  if (view.byteLength < 13) return null;
  const flags = view.getUint8(10);
  let at = 13 + (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0); // the table of colours
  while (at + 9 < view.byteLength) {
    const block = view.getUint8(at);
    if (block === 0x2c) {
      const word = (offset: number) => view.getUint16(at + offset, true);
      return { width: word(1) + word(5), height: word(3) + word(7) };
    }
    if (block !== 0x21) return null;
    at += 2; // an extension: sub-blocks up to an empty one
    while (at < view.byteLength && view.getUint8(at) !== 0) at += 1 + view.getUint8(at);
    at++;
  }
  return null;
}

/** https://developers.google.com/speed/webp/docs/riff_container: lossy, lossless and extended files. */
function webpSize(bytes: Uint8Array, view: DataView): ImageSize | null {
  if (holds(bytes, 12, "VP8 "))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (holds(bytes, 12, "VP8L")) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (holds(bytes, 12, "VP8X")) {
    const at = (offset: number) => view.getUint16(offset, true) + view.getUint8(offset + 2) * 0x10000 + 1;
    return { width: at(24), height: at(27) };
  }
  return null;
}

/** Segments up to the first frame header (SOF0 … SOF15 but the tables DHT, JPG, DAC), as ITU T.81 orders them. */
function jpegSize(view: DataView): ImageSize | null {
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff)
      at++; // fill bytes
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    else if (marker === 0xd9 || marker === 0xda) return null;
    else at += 2 + Math.max(2, view.getUint16(at + 2));
  }
}
