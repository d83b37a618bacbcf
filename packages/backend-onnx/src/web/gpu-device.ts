import { type GpuAdapterInfo, InferenceError, requestGpuDevice } from "@polyinfer/core";
import { ID } from "../errors.ts";

/** A device that sessions compute on. */
export interface SessionDevice {
	readonly device: GPUDevice;
	/** What runs there, for the report. */
	readonly name: string;
	/** Present once the device was lost. */
	lost?: InferenceError;
	/** Called with DEVICE_LOST when the device is lost. */
	readonly onLost: Set<(error: InferenceError) => void>;
}

const known = new WeakMap<GPUDevice, SessionDevice>();
let own: Promise<SessionDevice> | undefined;

/** A caller's device. Throws INVALID_ARGUMENT for what is none. */
export function givenDevice(device: object): SessionDevice {
	if (typeof GPUDevice === "undefined" || !(device instanceof GPUDevice))
		throw new InferenceError("INVALID_ARGUMENT", "Expected a GPUDevice for option `gpuDevice` of onnxruntime.");
	return sessionDevice(device, (device as { adapterInfo?: GpuAdapterInfo }).adapterInfo ?? {});
}

/**
 * The device that all sessions of this thread share where none is given, so that tensors go from one to the other; a new one
 * once it was lost. Rejects with UNAVAILABLE as `requestGpuDevice` does.
 */
export async function ownDevice(allowSoftware: boolean): Promise<SessionDevice> {
	const before = await own?.catch(() => undefined);
	if (before && before.lost === undefined && (allowSoftware || !before.name.endsWith(SOFTWARE))) return before;
	own = requestGpuDevice<GPUDevice>({ allowSoftware }).then(({ device, info, isSoftware }) =>
		sessionDevice(device, info, isSoftware),
	);
	return own;
}

const SOFTWARE = " (software)";

function sessionDevice(device: GPUDevice, info: GpuAdapterInfo, isSoftware = false): SessionDevice {
	const before = known.get(device);
	if (before) return before;
	const { vendor, architecture, description } = info;
	const name = [vendor, architecture, description].filter(Boolean).join(" ") || "a GPU without a name";
	const entry: SessionDevice = { device, name: name + (isSoftware ? SOFTWARE : ""), onLost: new Set() };
	void device.lost.then(({ message, reason }) => {
		entry.lost = lostError(message || reason);
		for (const tell of entry.onLost) tell(entry.lost);
	});
	known.set(device, entry);
	return entry;
}

function lostError(why: string): InferenceError {
	return new InferenceError("DEVICE_LOST", `The GPU device was lost: ${why}`, {
		backend: ID,
		stage: "run",
		scope: "session",
		advice: "Dispose the session and open it again, on a new device where `gpuDevice` gave the old one.",
	});
}
