import { FILES } from "./cases/files.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("files of nodes", FILES);
