import { expect, test } from "vitest";
import { parseFpmArguments } from "./fpm-arguments.mjs";

test("what electron-builder gives fpm is read by our names", () => {
  const words =
    "-s dir --force -t deb -d libnss3 -d libgbm1 --deb-compression gz --architecture amd64 --version 1.2.0~fallback";
  const request = parseFpmArguments([...words.split(" "), "--package", "/dist/a.deb", "/app/=/opt/Stemma"]);
  expect(request).toMatchObject({
    type: "deb",
    depends: ["libnss3", "libgbm1"],
    compression: "gz",
    version: "1.2.0~fallback",
    output: "/dist/a.deb",
  });
  expect([...request.files]).toEqual([["/opt/Stemma", "/app/"]]);
});

test("a place that is given twice keeps what the configuration put there", () => {
  const { files } = parseFpmArguments(["/ours=x.desktop=/usr/a.desktop", "/made=/usr/a.desktop"]);
  expect([...files]).toEqual([["/usr/a.desktop", "/ours=x.desktop"]]);
});

test("an option that nobody knows here is no guess", () => {
  expect(() => parseFpmArguments(["--rpm-digest", "sha256"])).toThrow("--rpm-digest");
  expect(() => parseFpmArguments(["file"])).toThrow("names no place");
});
