import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { metadataOf } from "./metadata.ts";
import { loadModel } from "./node/load-model.ts";
import { readOnnx } from "./onnx/read-onnx.ts";
import { writeOnnx } from "./onnx/write-onnx.ts";
import { ort } from "./testing/onnxruntime.ts";

const folder = fileURLToPath(new URL("../../../.cache/models/", import.meta.url));
const files = [
	"pp-ocr-v4/det.onnx",
	"pp-ocr-v4/rec.onnx",
	"pp-ocr-v4/cls.onnx",
	"silero-vad/silero-vad.onnx",
	"silero-vad/silero-vad-ifless.onnx",
	"minilm/minilm-int8.onnx",
	"magika/magika.onnx",
	"efficientnet-lite0/efficientnet-lite0.onnx",
];

for (const file of files) {
	const missing = !existsSync(folder + file);
	const title = `ONNX Runtime and the reader agree on ${file}${missing ? " (not fetched)" : ""}`;

	test.skipIf(missing)(title, { timeout: 60_000 }, async () => {
		const model = readOnnx(new Uint8Array(readFileSync(folder + file)));
		const written = writeOnnx(model);
		expect(isDeepStrictEqual(readOnnx(written), model)).toBe(true);
		const session = await ort.InferenceSession.create(written, {
			graphOptimizationLevel: "disabled",
			logSeverityLevel: 3,
		});
		const { inputs, outputs } = metadataOf(model);
		expect(
			[inputs, outputs].map((values) =>
				values.map(({ name, dtype, shape, dimNames }) => [
					name,
					dtype,
					shape?.map((dim, i) => dim ?? dimNames?.[i] ?? null),
				]),
			),
		).toEqual(
			[session.inputMetadata, session.outputMetadata].map((values) =>
				values.map((value) =>
					value.isTensor
						? [value.name, value.type, value.shape.map((dim) => (dim === -1 || dim === "" ? null : dim))]
						: [],
				),
			),
		);
		await session.release();
	});
}

for (const file of [...files, "efficientnet-lite0/efficientnet-lite0-int8.onnx"]) {
	const missing = !existsSync(folder + file);
	test.skipIf(missing)(
		`nothing in ${file} is refused${missing ? " (not fetched)" : ""}`,
		{ timeout: 60_000 },
		async () => {
			const [loaded] = await loadModel(folder + file, {});
			expect(loaded?.findings.filter(({ refused }) => refused)).toEqual([]);
		},
	);
}

const det = `${folder}pp-ocr-v4/det.onnx`;

test.skipIf(!existsSync(det))("counts the operators and weights of PP-OCR's detector", () => {
	const { operators, parameters, opsets } = metadataOf(readOnnx(new Uint8Array(readFileSync(det))));
	expect(operators).toMatchObject({ Conv: 62, Constant: 342, HardSigmoid: 10, ConvTranspose: 2, Resize: 6 });
	expect(parameters).toEqual({ count: 1_171_841, bytes: 4_687_364 });
	expect(opsets).toEqual({ "": 11 });
});
