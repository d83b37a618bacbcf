export { Cuda, type CudaDevice, type CudaOptions, openCuda } from "./cuda.ts";
export { CudaGraph } from "./cuda-graph.ts";
export { CudaMemory } from "./cuda-memory.ts";
export { type CudaKernel, CudaModule } from "./cuda-module.ts";
export { type CudaLaunch, type CudaSize, CudaStream } from "./cuda-stream.ts";
export { cudaTensor } from "./device-tensor.ts";
export { engineSources } from "./fetch/engine-sources.ts";
export type { KernelArgument } from "./kernel-arguments.ts";
export type { CompileOptions } from "./kernel-compiler.ts";
