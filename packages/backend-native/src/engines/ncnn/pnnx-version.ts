/** Version of pnnx that `fetch.json` pins; what it prints and writes is read, so that another one may not do. */
export const PNNX_VERSION = "20261020";
