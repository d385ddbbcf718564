import { LEGACY } from "./cases/legacy.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("old archives", LEGACY);
