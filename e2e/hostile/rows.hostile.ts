import { ROWS } from "./cases/rows.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("rows of the database", ROWS);
