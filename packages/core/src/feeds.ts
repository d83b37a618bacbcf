import type { DeviceTensor } from "./device-tensor.ts";
import type { Tensor, TensorLike } from "./tensor.ts";

/** Tensors by input name. Plain objects `{ dtype, data, shape }` are taken too. */
export type Feeds<I extends string = string> = Readonly<Record<I, Tensor | TensorLike | DeviceTensor>>;
