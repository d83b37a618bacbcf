/** A program that does what the demonstration does, without the command line and on pooled memory. Argument: folder of its files. */
export const classify = `import { readFileSync } from "node:fs";
import { createSession } from "polyinfer";
import { centerCropResize, topK } from "@polyinfer/ops";

async function main(folder) {
	const { width, height, labels } = JSON.parse(readFileSync(folder + "/demo.json", "utf8"));
	const picture = { data: readFileSync(folder + "/picture.rgb"), width, height, format: "rgb" };
	const session = await createSession(folder + "/model.onnx");
	const name = session.inputs[0].name;
	const images = session.allocate(name);
	images.data.set(centerCropResize(picture, { resize: 256, crop: 224, mean: 127, std: 128 }).data);
	const output = (await session.run({ [name]: images }))[session.outputs[0].name];
	console.log(JSON.stringify({ guesses: topK(output, 1, { labels }), report: { binding: session.report.binding } }));
	await session.dispose();
}
main(process.argv[2]);
`;
