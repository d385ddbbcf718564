import { expect, test } from "vitest";
import { isWebAddress, readWebAddress, shownAddress } from "./web-address.ts";

test.each([
  ["https://example.org/si.aiida", "https://example.org/si.aiida"],
  ["  HTTP://example.org:8080/a ", "HTTP://example.org:8080/a"],
  ["example.org/si.aiida", "https://example.org/si.aiida"],
  ["example.org:8080/si.aiida", "https://example.org:8080/si.aiida"],
  ["localhost:8000/si.aiida", "https://localhost:8000/si.aiida"],
  ["http://[::1]:9/x", "http://[::1]:9/x"],
  ["http://host/x?download=1#y", "http://host/x?download=1#y"],
  ["https://me:secret@example.org/x", "https://me:secret@example.org/x"],
])("%s is the address %s", (text, address) => expect(readWebAddress(text)).toBe(address));

test.each([
  "",
  "si",
  "si.aiida",
  "/home/x/si.aiida",
  "C:\\si.aiida",
  "file:///etc/passwd",
  "ftp://example.org/x",
  "javascript:alert(1)",
  "data:text/html,x",
  "https://",
  "https:///x",
  "https://exa mple.org/x",
  "https://one@two@example.org/x",
  `https://example.org/${"x".repeat(5000)}`,
])("%j is no address", (text) => expect(readWebAddress(text)).toBeNull());

test("a file's name is never taken for an address", () => {
  for (const name of ["si.aiida", "C:\\si.aiida", "/home/x/https/si.aiida", "./http:/x"])
    expect(isWebAddress(name)).toBe(false);
  expect(isWebAddress("HTTPS://example.org/x")).toBe(true);
});

test("what may be secret is not shown", () => {
  expect(shownAddress("https://me:secret@example.org/si.aiida?token=secret#there")).toBe(
    "https://example.org/si.aiida?…",
  );
  expect(shownAddress("https://example.org/si.aiida#part")).toBe("https://example.org/si.aiida");
});
