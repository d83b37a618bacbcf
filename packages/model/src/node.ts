export { loadModel } from "./node/load-model.ts";
