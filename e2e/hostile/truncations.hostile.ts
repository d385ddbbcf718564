import { TRUNCATIONS } from "./cases/zip-structure.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("a ZIP cut at every border of its parts", TRUNCATIONS);
