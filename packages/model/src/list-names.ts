/** Names listed in one message. */
const LISTED = 5;

/** The first few of `count` names, cut to a readable length, for a message. */
export function listNames(names: Iterable<string>, count: number): string {
	const shown: string[] = [];
	for (const name of names) {
		if (shown.length === LISTED) break;
		shown.push(`\`${name.slice(0, 100)}\``);
	}
	return count > LISTED ? `${shown.join(", ")} and ${count - LISTED} more` : shown.join(", ");
}

/** Collects names for {@link listNames}, keeping no more than it shows. */
export class NameList {
	readonly #names: string[] = [];
	count = 0;

	add(name: string): void {
		if (this.#names.length < LISTED) this.#names.push(name);
		this.count++;
	}

	toString(): string {
		return listNames(this.#names, this.count);
	}
}
