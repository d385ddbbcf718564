import { METADATA } from "./cases/metadata.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("metadata", METADATA);
