if (!(process.env.npm_config_user_agent ?? "").startsWith("pnpm")) {
	console.error("This is a pnpm workspace: type `npm start` or `npm test`, they install what they need.");
	process.exit(1);
}
