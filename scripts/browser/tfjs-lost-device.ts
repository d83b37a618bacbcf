import { tfjs } from "../../packages/backend-tfjs/src/browser.ts";
import { openSession, requestGpuDevice, type Session, Tensor } from "../../packages/core/src/index.ts";
import { buildModel, loadModel, writeOnnx } from "../../packages/model/src/index.ts";

/** What became of runs around the loss of a device. */
export interface LostDeviceResults {
	readonly before: string;
	/** A run that was on its way, and the next one. */
	readonly during: string;
	readonly after: string;
	/** A new session on a new device. */
	readonly again: string;
	/** The device that was given lives on when its session is disposed. */
	readonly given: string;
}

/** Large enough for the device: TensorFlow.js computes small tensors on the processor. */
const shape = [8192];
const model = writeOnnx(
	buildModel({
		opset: 17,
		inputs: [{ name: "x", dtype: "float32", shape }],
		outputs: [{ name: "y", dtype: "float32", shape }],
		nodes: [{ operator: "Add", inputs: ["x", "x"], outputs: ["y"] }],
	}),
);

async function open(gpuDevice?: object): Promise<Session> {
	const [loaded] = await loadModel(model, {});
	const options = gpuDevice === undefined ? { allowSoftware: true } : { gpuDevice };
	return openSession(tfjs, loaded as NonNullable<typeof loaded>, {}, { device: "webgpu", options });
}

/** The one number that a run gives, or the code of its failure. */
async function run(session: Session): Promise<string> {
	const x = new Tensor("float32", new Float32Array(8192).fill(2), shape);
	const outcome = session.run({ x }).then(({ y }) => [...new Set(y?.toNumbers())].join());
	return (await outcome.catch((error: { code?: string }) => error.code ?? String(error))) ?? "nothing";
}

interface Device {
	destroy(): void;
	readonly lost: Promise<unknown>;
}

/** Loses devices under sessions. */
export async function lostDeviceResults(): Promise<LostDeviceResults> {
	const { device } = await requestGpuDevice<Device>({ allowSoftware: true });
	const session = await open(device);
	const before = await run(session);
	const running = run(session);
	device.destroy();
	const during = await running;
	await device.lost;
	const after = await run(session);
	await session.dispose();
	const second = await open();
	const again = await run(second);
	await second.dispose();
	const mine = (await requestGpuDevice<Device>({ allowSoftware: true })).device;
	await (await open(mine)).dispose();
	const third = await open(mine);
	const given = await run(third);
	await third.dispose();
	return { before, during, after, again, given };
}
