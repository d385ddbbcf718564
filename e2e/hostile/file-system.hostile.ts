import { FILE_SYSTEM } from "./cases/file-system.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("files and folders of the system", FILE_SYSTEM);
