import { SCHEMA } from "./cases/schema.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("schemas of databases", SCHEMA);
