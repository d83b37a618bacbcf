import { testBindings } from "./testing/test-bindings.ts";

await testBindings("fast");
