import { InferenceError, openSession, type SessionFacts } from "@polyinfer/core";
import { createFakeBackend } from "../fake/create-fake-backend.ts";
import { loadNet } from "../load-net.ts";
import { addNet } from "../nets/add.ts";
import { convNet } from "../nets/conv.ts";
import { type Mutation, netName, withSessions } from "./mutation.ts";

const facts =
	(changed: Partial<SessionFacts>): Exclude<Mutation["backend"], undefined> =>
	(fake) =>
		withSessions(fake, (session) => ({ ...session, facts: { ...session.facts, ...changed } }));

/** Models, reports and options that go wrong. */
export const MODEL_MUTATIONS: readonly Mutation[] = [
	{
		what: "anything opens as a model",
		backend: (fake) => ({
			...fake,
			createSession: (model, options, context) =>
				(model.metadata ? fake : createFakeBackend({ net: addNet })).createSession(model, options, context),
		}),
		caught: ["an empty file is refused", "what is no model is refused", "truncated models are refused"],
	},
	{
		what: "nothing opens after a broken model",
		backend: (fake) => {
			let isBroken = false;
			return {
				...fake,
				async createSession(model, options, context) {
					if (isBroken) throw new InferenceError("ENGINE", "Still broken.");
					try {
						return await fake.createSession(model, options, context);
					} catch (error) {
						isBroken = !model.metadata;
						throw error;
					}
				},
			};
		},
		caught: ["an empty file is refused"],
		andOthers: true,
	},
	{
		what: "an error of damaged models that has no place there",
		backend: (fake) => ({
			...fake,
			async createSession(model, options, context) {
				const isDamaged = netName(model) === "conv" && model.sha256 !== (await loadNet(convNet)).sha256;
				if (model.metadata && !isDamaged) return fake.createSession(model, options, context);
				throw new InferenceError("BUSY", "Come back later.");
			},
		}),
		caught: [
			"an empty file is refused",
			"what is no model is refused",
			"truncated models are refused",
			"models with flipped bits are refused or run, without harm",
		],
	},
	{
		what: "model bytes that are written to",
		backend: (fake) =>
			withSessions(fake, (session, model) => {
				(model.files[0]?.bytes as Uint8Array)[0] = 0;
				return session;
			}),
		caught: ["the model's bytes are left as they are"],
	},
	{
		what: "one session a model",
		backend: (fake) => {
			const open = new Set<string>();
			return withSessions(fake, (session, model) => {
				if (open.has(model.sha256)) throw new InferenceError("ENGINE", "It is open already.");
				open.add(model.sha256);
				return {
					...session,
					dispose: () => {
						open.delete(model.sha256);
						return session.dispose();
					},
				};
			});
		},
		caught: ["one model may be open several times"],
		andOthers: true,
	},
	{
		what: "models by path that are not read",
		backend: (fake) => ({
			...fake,
			async createSession(model, options, context) {
				if (model.files[0]?.path) throw new InferenceError("ENGINE", "No such file.");
				return fake.createSession(model, options, context);
			},
		}),
		caught: ["a model is opened by its path"],
	},
	{ what: "a report without a device", backend: facts({ precision: "" }), caught: ["the report says what runs"] },
	{
		what: "a device in the report that cannot be asked for",
		backend: facts({ device: "somewhere" }),
		caught: ["report.pin opens the same again"],
	},
	{
		what: "casts in spite of strict",
		backend: facts({ casts: ["input `a`: float32 -> float16"] }),
		open: (backend, model, { strict: _, ...options } = {}, request = {}) =>
			openSession(backend, model, options, request),
		caught: ["strict opens what needs no cast"],
	},
	{
		what: "unknown options that are dropped",
		backend: (fake) => ({
			...fake,
			createSession: (model, options, context) => fake.createSession(model, { ...options, options: {} }, context),
		}),
		caught: ["unknown option keys are refused"],
	},
	{
		what: "unknown devices that become the default",
		backend: (fake) => ({
			...fake,
			createSession: (model, { device: _, ...options }, context) => fake.createSession(model, options, context),
		}),
		caught: ["an unknown device is refused"],
	},
];
