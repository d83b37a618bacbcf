// A program of a user: compiled with every strict flag against the packed declarations, and run.
import { attribute, buildModel, writeOnnx } from "@polyinfer/model";
import { createSession, InferenceError, type Session, Tensor } from "polyinfer";

const shape = [1, 4] as const;
const bytes = writeOnnx(
	buildModel({
		opset: 17,
		inputs: [{ name: "x", dtype: "float32", shape }],
		outputs: [{ name: "y", dtype: "float32", shape }],
		nodes: [{ operator: "LeakyRelu", inputs: ["x"], outputs: ["y"], attributes: { alpha: attribute.float(0.5) } }],
	}),
);

const session: Session<{ x: "float32" }, { y: "float32" }> = await createSession<{ x: "float32" }, { y: "float32" }>(
	bytes,
	{ prefer: ["tensorrt", { backend: "onnxruntime" }, "cpu"] },
);
const { y } = await session.run({ x: new Tensor("float32", Float32Array.of(-2, -1, 0, 3), shape) });
const data: Float32Array = y.data;
if (data.join() !== "-1,-0.5,0,3") throw new Error(`Expected -1,-0.5,0,3 but received ${data.join()}.`);

// @ts-expect-error an input that the model has not
await session.run({ z: new Tensor("float32", Float32Array.of(1), [1]) }).then(
	() => {
		throw new Error("A wrong name was taken.");
	},
	(error: unknown) => {
		if (!(error instanceof InferenceError) || error.code !== "INVALID_ARGUMENT") throw error;
	},
);

console.log(`runs on ${session.report.backend}: ${data.join()}`);
if (process.argv[2] === "dispose") await session.dispose();
