import type { Found } from "./tasks/task.ts";

const COLOURS = ["#0fbf86", "#f2a33a", "#4ba3ff", "#ff6f91", "#c08bff", "#ffd84d"];

/** The picture with what was found in it. */
export function draw(canvas: HTMLCanvasElement, picture: ImageData, found: readonly Found[]): void {
	canvas.width = picture.width;
	canvas.height = picture.height;
	const context = canvas.getContext("2d") as CanvasRenderingContext2D;
	context.putImageData(picture, 0, 0);
	const unit = Math.max(picture.width, picture.height) / 320;
	context.lineWidth = Math.max(1.5, unit);
	context.font = `600 ${Math.round(5 * unit + 5)}px system-ui, sans-serif`;
	context.textBaseline = "bottom";
	for (const [i, { box, label, points = [] }] of found.entries()) {
		const colour = COLOURS[i % COLOURS.length] as string;
		context.strokeStyle = colour;
		context.fillStyle = colour;
		for (const [x, y] of points) {
			context.beginPath();
			context.arc(x, y, 1.8 * unit, 0, 2 * Math.PI);
			context.fill();
		}
		if (!box) continue;
		const [left, top, right, bottom] = box;
		context.strokeRect(left, top, right - left, bottom - top);
		const { width, actualBoundingBoxAscent: height } = context.measureText(label);
		const y = Math.max(top, height + 4);
		context.fillRect(left, y - height - 4, width + 6, height + 4);
		context.fillStyle = "#10201a";
		context.fillText(label, left + 3, y);
	}
}
