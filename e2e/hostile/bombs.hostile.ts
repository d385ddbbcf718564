import { BOMBS } from "./cases/bombs.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("bombs", BOMBS);
