import { pixelsOf } from "./pictures.ts";

/** Calls `look` with frame after frame, the next when it is done with the last. Rejects where there is no camera. */
export async function openCamera(look: (picture: ImageData) => Promise<void>): Promise<{ close(): void }> {
	const stream = await navigator.mediaDevices.getUserMedia({
		video: { facingMode: "environment", width: { ideal: 1280 } },
	});
	const video = document.createElement("video");
	video.muted = true;
	video.playsInline = true;
	video.srcObject = stream;
	await video.play();
	let isOpen = true;
	const next = async (): Promise<void> => {
		if (!isOpen) return;
		await look(await pixelsOf(video));
		if (isOpen) video.requestVideoFrameCallback(() => void next());
	};
	video.requestVideoFrameCallback(() => void next());
	return {
		close() {
			isOpen = false;
			for (const track of stream.getTracks()) track.stop();
			video.srcObject = null;
		},
	};
}
