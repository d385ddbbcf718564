import { LABELS } from "./cases/labels.ts";
import { hostileTests } from "./support/hostile-tests.ts";

hostileTests("hostile labels", LABELS);
