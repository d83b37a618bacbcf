/** Workgroups along one axis, of which every device takes so many. */
const MOST = 32768;

/** A grid of workgroups, of `size` invocations each, with `count` invocations or some more: number `y * x_count + x`. */
export function workgroups(count: number, size: number): readonly [x: number, y: number] {
	const groups = Math.max(1, Math.ceil(count / size));
	const across = Math.min(groups, MOST);
	return [across, Math.ceil(groups / across)];
}
