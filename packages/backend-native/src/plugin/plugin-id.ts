/** Id of the backend that runs plug-ins. */
export const PLUGIN = "plugin";
