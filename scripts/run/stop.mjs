/** Ends the job with a text for the user and an exit code; no stack is printed. */
export class Stop extends Error {
	/**
	 * @param {string} message empty: whatever failed has said so itself
	 * @param {number} [exitCode]
	 */
	constructor(message, exitCode = 1) {
		super(message);
		this.exitCode = exitCode;
	}
}
