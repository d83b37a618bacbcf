/** An id, a word, or an id with device and options. `library` is short for the option of that name. */
export type PreferEntry =
	| string
	| {
			readonly backend: string;
			readonly device?: string;
			readonly library?: string;
			readonly options?: Readonly<Record<string, unknown>>;
	  };
