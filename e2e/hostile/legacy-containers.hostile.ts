import { LEGACY_CONTAINERS } from "./cases/legacy-containers.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("containers of old archives", LEGACY_CONTAINERS);
