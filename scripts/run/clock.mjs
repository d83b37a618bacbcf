/**
 * Does a stage and says how long it took; one that found nothing to do says nothing.
 *
 * @param {string} name
 * @param {() => Promise<boolean | void>} stage resolves with false where there was nothing to do
 */
export async function timed(name, stage) {
	const begin = performance.now();
	if ((await stage()) !== false) console.log(`${name}: ${seconds(performance.now() - begin)}`);
}

/** Time since the process was started. */
export const sinceStart = () => seconds(performance.now());

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
