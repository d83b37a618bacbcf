import { defineConfig } from "vite";
import { serveModels } from "./server/serve-models.ts";

export default defineConfig({
	plugins: [serveModels()],
	server: { host: "127.0.0.1", port: 5173 },
	preview: { host: "127.0.0.1", port: 5173 },
	build: { target: "es2022", outDir: "dist", chunkSizeWarningLimit: 2000 },
	worker: { format: "es" },
});
