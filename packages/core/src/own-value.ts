/** What a record of a caller holds under the name that a model gives a value: names like `constructor` find nothing else. */
export function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
	return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** Adds to a record under any name: set plainly, `__proto__` would be lost. */
export function setOwnValue<T>(record: Record<string, T>, name: string, value: T): void {
	if (name === "__proto__")
		Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
	else record[name] = value;
}
