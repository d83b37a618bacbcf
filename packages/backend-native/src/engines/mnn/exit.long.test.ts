import type { NativeEngine } from "../../native-engine.ts";
import { testExits } from "../../testing/test-exits.ts";
import { mnnEngine } from "./engine.ts";

await testExits(mnnEngine as NativeEngine, "onnx");
