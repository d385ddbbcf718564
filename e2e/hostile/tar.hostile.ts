import { TAR } from "./cases/tar.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("tars", TAR);
