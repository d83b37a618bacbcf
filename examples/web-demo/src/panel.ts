import { draw } from "./draw.ts";
import type { Engine } from "./engines.ts";
import { Stages } from "./stages.ts";
import type { Found, OpenTask, Task } from "./tasks/task.ts";

/** One engine's part of the page: the picture with what it found, how long each stage took, and its report. */
export class Panel {
	readonly element: HTMLElement;
	readonly #opening: Promise<OpenTask>;
	#closed = false;

	constructor(task: Task, engine: Engine) {
		const template = document.querySelector("#panel") as HTMLTemplateElement;
		this.element = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
		this.#part("h2").textContent = engine.name;
		this.#say("Opening the model ...");
		this.element.dataset.engine = engine.id;
		this.#opening = task.open(engine.prefer);
		this.#opening.then(
			({ sessions }) => {
				this.#part("pre").textContent = sessions.map(({ report }) => report.toString()).join("\n\n");
				this.#say("Open.");
			},
			(error: unknown) => this.#fail(error),
		);
	}

	/** Looks at a picture; what goes wrong is said in the panel. */
	async look(picture: ImageData): Promise<void> {
		try {
			const task = await this.#opening;
			if (this.#closed) return;
			const stages = new Stages();
			const begin = performance.now();
			const found = await task.run(picture, stages);
			if (this.#closed) return;
			const canvas = this.#part("canvas") as HTMLCanvasElement;
			await stages.time("drawing", () => draw(canvas, picture, found));
			this.#show(found, stages, performance.now() - begin);
		} catch (error) {
			this.#fail(error);
		}
	}

	async close(): Promise<void> {
		this.#closed = true;
		this.element.remove();
		await this.#opening.then(
			(task) => task.dispose(),
			() => undefined,
		);
	}

	#show(found: readonly Found[], stages: Stages, totalMs: number): void {
		const list = this.#part("ol");
		list.replaceChildren(
			...found.map(({ box, label }) => {
				const item = document.createElement("li");
				item.textContent = label;
				if (box) item.dataset.box = box.map((side) => side.toFixed(2)).join(",");
				return item;
			}),
		);
		this.#part(".stages").replaceChildren(
			...stages.entries.flatMap(([stage, ms]) => {
				const [name, bar, time] = ["span", "meter", "span"].map((tag) => document.createElement(tag)) as [
					HTMLElement,
					HTMLMeterElement,
					HTMLElement,
				];
				name.textContent = stage;
				bar.max = Math.max(totalMs, 0.001);
				bar.value = ms;
				time.textContent = `${ms.toFixed(1)} ms`;
				return [name, bar, time];
			}),
		);
		this.#say(`${found.length === 0 ? "Nothing found" : `${found.length} found`} in ${totalMs.toFixed(1)} ms.`);
		this.element.dataset.state = "done";
	}

	#fail(error: unknown): void {
		const { code, message, advice } = error as { code?: string; message?: string; advice?: string };
		this.element.classList.add("failed");
		this.element.dataset.state = "failed";
		this.#say([code, message ?? String(error), advice].filter(Boolean).join(": "));
		const attempts = (error as { attempts?: readonly unknown[] }).attempts ?? [];
		if (attempts.length > 0) this.#part("pre").textContent = JSON.stringify(attempts, undefined, "  ");
	}

	#say(text: string): void {
		this.#part(".state").textContent = text;
	}

	#part(selector: string): HTMLElement {
		return this.element.querySelector(selector) as HTMLElement;
	}
}
