/** Something was typed wrongly: told with exit code 2. */
export class UsageError extends Error {
	override readonly name = "UsageError";
}
