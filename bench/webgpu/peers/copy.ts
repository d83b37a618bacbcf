import { answerRequest } from "../../harness/answer-request.ts";
import { PICTURES } from "../cases.ts";
import { factsOf, measureGpu } from "../measure-gpu.ts";
import { openDawn } from "../open-dawn.ts";

await answerRequest(async (request) => {
	const one = PICTURES.find(({ id }) => id === request.case);
	const opened = await openDawn();
	if (one === undefined || opened === undefined) throw new Error(`Expected a GPU and not ${request.case}.`);
	const device = await opened.adapter.requestDevice();
	const size = Math.ceil(one.bytes / 8) * 4;
	const [copySource, copyDestination] = [0x4, 0x8];
	const [from, to] = [copySource, copyDestination].map((usage) => device.createBuffer({ size, usage })) as [
		GPUBuffer,
		GPUBuffer,
	];
	const samples = await measureGpu(device, opened.adapter, request, (commands) =>
		commands.copyBufferToBuffer(from, 0, to, 0, size),
	);
	return { samples, facts: factsOf(opened.adapter) };
});
