import { expect, test } from "vitest";
import { batchAxes } from "./batch-axes.ts";

/** As pnnx 20261020 writes it. */
const program = `
with net.create_extractor() as ex:
    ex.input("in0", ncnn.Mat(in0.numpy(), batch_index=0).clone())
    ex.input("in1", ncnn.Mat(in1.numpy(), batch_index=233).clone())

    _, out0 = ex.extract("out0")
    out.append(torch.from_numpy(out0.numpy(batch_index=1)))
    _, out1 = ex.extract("out1")
    out.append(torch.from_numpy(out1.numpy(batch_index=233)))
`;

test("reads the axis of each value that pnnx took for the batch", () => {
	expect(batchAxes(program, 2, 2)).toEqual({ inputs: [0, undefined], outputs: [1, undefined] });
});

test("refuses what another pnnx has written", () => {
	expect(() => batchAxes(program, 2, 3)).toThrowError(expect.objectContaining({ code: "UNSUPPORTED" }));
});
