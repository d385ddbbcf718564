import { describe, expect, test } from "vitest";
import { rowId, storedMoment, storedTime } from "./stored-values.ts";
import { symbolsText } from "./trajectory-symbols.ts";

test("times in their stored form", () => {
  expect(storedTime("2015-05-18T08:14:55.000000")).toBe("2015-05-18 08:14:55.000000");
  expect(storedTime("2015-05-18T08:14:55.1")).toBe("2015-05-18 08:14:55.100000");
  expect(storedTime("2016-02-29T23:59:59+00:00")).toBe("2016-02-29 23:59:59.000000");
  for (const text of [
    "",
    "2015-05-18",
    "2015-02-29T00:00:00",
    "2015-13-01T00:00:00",
    "0000-01-01T00:00:00",
    "2015-01-01T24:00:00",
    "2015-01-01T00:00:00+02:00",
  ]) {
    expect(storedTime(text), text).toBeNull();
  }
  expect(storedMoment(new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)))).toBe("2026-01-02 03:04:05.006000");
});

test("only days that there are", () => {
  for (const year of [1, 1900, 2000, 2023, 2024]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const date = new Date(0);
        date.setUTCFullYear(year, month - 1, day);
        const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
        const text = [year, month, day]
          .map((part, i) => String(part).padStart(i === 0 ? 4 : 2, "0"))
          .join("-");
        expect(storedTime(`${text}T01:02:03`), text).toBe(isDay ? `${text} 01:02:03.000000` : null);
      }
    }
  }
});

test("ids", () => {
  expect(["7", 7, "0", "007"].map(rowId)).toEqual([7, 7, 0, 7]);
  expect(["", "-1", -1, 1.5, "1e3", null, "9999999999999999", {}].map(rowId)).toEqual(
    Array.from({ length: 8 }, () => null),
  );
});

describe("symbols of a trajectory", () => {
  const npy = (descr: string, shape: string, body: Buffer, version = 1) => {
    const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }\n`;
    const length = version === 1 ? Buffer.alloc(2) : Buffer.alloc(4);
    length.writeUInt16LE(header.length);
    return Buffer.concat([
      Buffer.from(`\u0093NUMPY${String.fromCharCode(version)}\0`, "latin1"),
      length,
      Buffer.from(header),
      body,
    ]);
  };
  test("as texts and as bytes", () => {
    const little = Buffer.from("S\0\0\0i\0\0\0O\0\0\0\0\0\0\0", "latin1");
    expect(symbolsText(npy("<U2", "2,", little))).toBe('["Si", "O"]');
    expect(symbolsText(npy("<U2", "2,", little, 2))).toBe('["Si", "O"]');
    expect(symbolsText(npy(">U2", "2,", Buffer.from(little).swap32()))).toBe('["Si", "O"]');
    expect(symbolsText(npy("|S2", "2,", Buffer.from("SiO\0")))).toBe('["Si", "O"]');
    expect(symbolsText(npy("<U1", "0,", Buffer.alloc(0)))).toBe("[]");
  });
  test("whatever the order and spelling of the header, as NumPy reads it", () => {
    const body = Buffer.from("SiO\0");
    expect(symbolsText(npy("|S2", "2L,", body))).toBe('["Si", "O"]'); // as Python 2 wrote some
    const header = `{"shape": (2,), "fortran_order": False, "descr": "|S2"}\n`;
    const start = Buffer.from(
      `\u0093NUMPY\u0001\0${String.fromCharCode(header.length)}\0${header}`,
      "latin1",
    );
    expect(symbolsText(Buffer.concat([start, body]))).toBe('["Si", "O"]');
  });
  test("however many there are", () => {
    const count = 25_001;
    const symbols = Array.from({ length: count }, (_, i) => ["H", "He"][i % 2]!);
    const body = Buffer.from(symbols.map((symbol) => symbol.padEnd(2, "\0")).join(""));
    expect(JSON.parse(symbolsText(npy("|S2", `${count},`, body))!)).toEqual(symbols);
  });
  test("with very many NULs before a letter, at once", () => {
    const bytes = 4_000_000;
    const body = Buffer.alloc(bytes);
    body[bytes - 1] = 0x48;
    expect(symbolsText(npy(`|S${bytes}`, "1,", body))).toHaveLength(6 * (bytes - 1) + 5);
  });
  test("and nothing else", () => {
    expect(symbolsText(Buffer.alloc(0))).toBeNull();
    expect(symbolsText(Buffer.from("no array at all"))).toBeNull();
    expect(symbolsText(npy("<f8", "1,", Buffer.alloc(8)))).toBeNull();
    expect(symbolsText(npy("|O", "1,", Buffer.alloc(8)))).toBeNull();
    expect(symbolsText(npy("<U2", "2, 2", Buffer.alloc(64)))).toBeNull();
    expect(symbolsText(npy("<U2", "900000000000000,", Buffer.alloc(8)))).toBeNull();
    expect(symbolsText(npy("<U1", "1,", Buffer.from([255, 255, 255, 255])))).toBeNull();
    expect(symbolsText(npy("|S0", "99999999999999,", Buffer.alloc(0)))).toBeNull();
  });
});
