import type { NativeEngine } from "../../native-engine.ts";
import { testExits } from "../../testing/test-exits.ts";
import { ncnnEngine } from "./engine.ts";

await testExits(ncnnEngine as NativeEngine, "onnx", (program) => ({ threads: 1 + (program % 2) }));
