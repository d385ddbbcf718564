import { NAMES } from "./cases/names.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("names of members", NAMES);
