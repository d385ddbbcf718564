import { DATABASE_FILE } from "./cases/database-file.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("damaged databases", DATABASE_FILE);
