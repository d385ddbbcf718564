import { expect, test } from "vitest";
import { shellQuote } from "./shell-quote.ts";
import { verdiCommand } from "./verdi-command.ts";

const A = "0a5f8b3c-8d0e-4c44-9d5c-2b6d0c1f7a11";
const B = "1b5f8b3c-8d0e-4c44-9d5c-2b6d0c1f7a22";
const G = "2c5f8b3c-8d0e-4c44-9d5c-2b6d0c1f7a33";
const plain = { all: false, nodeUuids: [A], groupUuids: [], switches: {}, output: "si.aiida" };

test("nodes end before the file, so that the file is not taken for a node", () => {
  expect(verdiCommand({ ...plain, nodeUuids: [A, B] })).toBe(`verdi archive create -N ${A} ${B} -- si.aiida`);
});

test("groups and nodes each stand behind their own option", () => {
  expect(verdiCommand({ ...plain, groupUuids: [G] })).toBe(
    `verdi archive create -G ${G} -N ${A} -- si.aiida`,
  );
  expect(verdiCommand({ ...plain, nodeUuids: [], groupUuids: [G] })).toBe(
    `verdi archive create -G ${G} -- si.aiida`,
  );
});

test("only switches that differ from AiiDA's defaults are named", () => {
  const switches = {
    create_backward: true,
    call_calc_backward: false,
    return_backward: true,
    input_calc_forward: false,
  };
  expect(verdiCommand({ ...plain, switches })).toBe(
    `verdi archive create --return-backward --no-call-calc-backward -N ${A} -- si.aiida`,
  );
});

test("the whole archive needs neither nodes nor rules", () => {
  const all = { ...plain, all: true, groupUuids: [G], switches: { return_backward: true } };
  expect(verdiCommand(all)).toBe("verdi archive create --all -- si.aiida");
});

test("options of the dialog are named where they differ", () => {
  const options = { compression: 9, includeComments: false, includeLogs: false, includeAuthinfos: true };
  expect(verdiCommand({ ...plain, options })).toBe(
    `verdi archive create -N ${A} --exclude-comments --exclude-logs --include-authinfos --compress 9 -- si.aiida`,
  );
});

test("a file name reaches the command as one word, whatever is in it", () => {
  expect(verdiCommand({ ...plain, output: "it's $(rm -rf ~).aiida" })).toBe(
    `verdi archive create -N ${A} -- 'it'\\''s $(rm -rf ~).aiida'`,
  );
  expect(verdiCommand({ ...plain, output: "-f.aiida" })).toBe(`verdi archive create -N ${A} -- -f.aiida`);
});

test("words are quoted only where a shell would change them", () => {
  expect(["a.b-c_d", "", "a b", "~x", "a=b", "ü", "a\nb", "*"].map(shellQuote)).toStrictEqual([
    "a.b-c_d",
    "''",
    "'a b'",
    "'~x'",
    "'a=b'",
    "'ü'",
    "'a\nb'",
    "'*'",
  ]);
});
