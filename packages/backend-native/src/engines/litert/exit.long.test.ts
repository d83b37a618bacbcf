import type { NativeEngine } from "../../native-engine.ts";
import { testExits } from "../../testing/test-exits.ts";
import { litertEngine } from "./engine.ts";

await testExits(litertEngine as NativeEngine, "tflite");
