/** An id, a word, or an id with device and options. `library` is short for the option of that name. */
export type PreferEntry =
	| string
	| {
			readonly backend: string;
			readonly device?: string;
			readonly library?: string;
			readonly options?: Readonly<Record<string, unknown>>;
			/**
			 * What serves while this entry opens: an id or a word. The session is handed out as soon as that is open, and moves
			 * over when this entry is. Default: the session waits for this entry.
			 */
			readonly startOn?: string;
	  };
