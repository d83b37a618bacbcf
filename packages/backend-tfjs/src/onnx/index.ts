export { planOnnx } from "./plan/plan-onnx.ts";
