import { createSession, type PreferEntry, type Session } from "polyinfer";

/** Sessions over models by their paths on this server, all or none. */
export async function openSessions(paths: readonly string[], prefer: PreferEntry): Promise<readonly Session[]> {
	const sessions: Session[] = [];
	try {
		for (const path of paths) sessions.push(await createSession(new URL(path, document.baseURI), { prefer: [prefer] }));
		return sessions;
	} catch (error) {
		await disposeAll(sessions);
		throw error;
	}
}

export async function disposeAll(sessions: readonly Session[]): Promise<void> {
	await Promise.all(sessions.map((session) => session.dispose()));
}
