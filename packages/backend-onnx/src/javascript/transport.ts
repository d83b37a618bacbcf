import type { Message, Reply } from "./protocol.ts";

/** One way to the other side. */
export interface Transport {
	/** How the report names it. */
	readonly name: string;
	send(message: Message, transfer: readonly ArrayBuffer[]): void;
	/** Keep the event loop alive, or do not. */
	setWaiting(waiting: boolean): void;
	/** Ends the other side once nothing runs there; resolves when it is gone. */
	end(): Promise<void>;
}

/** What comes from the other side. */
export interface TransportEvents {
	onReply(reply: Reply): void;
	/** It is gone without having been told to end. */
	onLost(reason: string): void;
	/** Something was printed there. */
	onText(text: string): void;
}

/** Starts the other side. */
export type StartTransport = (events: TransportEvents) => Transport;
