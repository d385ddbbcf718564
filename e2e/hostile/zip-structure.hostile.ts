import { ZIP_STRUCTURE } from "./cases/zip-structure.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("ZIP structure", ZIP_STRUCTURE);
