/** Options that every native engine takes. */
export interface NativeOptions {
	/**
	 * Absolute path of the vendor's shared library. Default: the variable `POLYINFER_<ID>_LIBRARY`, else our package for this
	 * platform, else what `polyinfer engines add <id>` has fetched.
	 */
	readonly library?: string;
	/** `"system"`: where the library is in none of these places, look into the system's folders and Python environments too. */
	readonly search?: "system";
	/**
	 * `false`: compiled models are neither looked up in Polyinfer's cache nor kept there. Default: `true`, for engines that
	 * hand out compiled models.
	 */
	readonly cache?: boolean;
	/** Entries of the engine's own configuration, passed as they are. */
	readonly properties?: Readonly<Record<string, string>>;
}
